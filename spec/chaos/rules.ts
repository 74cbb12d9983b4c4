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

/** What clients may be connected over; `all` is whatever works. */
export const TRANSPORTS = ['ws', 'xhr_streaming', 'xhr_polling', 'all'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** How long (ms) the server may keep what a client has left: over HTTP it cannot tell at once. */
export const FAREWELL: Readonly<Record<Transport, number>> = {
  ws: 3_000,
  xhr_streaming: 8_000,
  xhr_polling: 8_000,
  all: 8_000,
};

/** How long (ms) after the last fault everything has to be right again. */
export const RECOVERY: Readonly<Record<Transport, number>> = {
  ws: 6_000,
  xhr_streaming: 12_000,
  xhr_polling: 12_000,
  all: 12_000,
};

/** How much longer (ms) than its time a wait may take, on two busy cores. */
export const SLACK = 500;
