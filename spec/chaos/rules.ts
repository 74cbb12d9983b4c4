/** What did not hold. */
export type Violate = (rule: string, what: string) => void;

/** The app of the run; its server and its clients know the same secrets. */
export const SECRETS = {
  key: 'chaos-key',
  secret: 'chaos-secret',
  encryptionMasterKeyBase64: btoa('\x07'.repeat(32)),
};
export const APP = { id: 'chaos', ...SECRETS };

/** Times of the clients (ms): short, so that a run of seconds sees every wait end. */
export const TIMES = {
  activityTimeout: 800,
  pongTimeout: 400,
  connectTimeout: 800,
  subscriptionTimeout: 1_000,
  unavailableTimeout: 1_000,
  linger: 100,
  reconnect: { minDelay: 50, maxDelay: 500, minUptime: 500 },
} as const;

/** How long (ms) one request of an authorization may take. */
export const AUTHORIZATION_TIMEOUT = 1_000;

/** How long (ms) after the last fault everything has to be right again. */
export const RECOVERY = 6_000;

/** How much longer (ms) than its time a wait may take, on two busy cores. */
export const SLACK = 500;
