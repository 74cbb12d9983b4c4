/** An application as soketi is told of it. */
export interface App {
  readonly id: string;
  readonly key: string;
  readonly secret: string;
  readonly [setting: string]: unknown;
}

const app = (name: string, settings: Readonly<Record<string, unknown>> = {}): App => ({
  id: `${name}-id`,
  key: `${name}-key`,
  secret: `${name}-secret`,
  enableClientMessages: true,
  ...settings,
});

export const apps = {
  main: app('main'),
  /** Who has not signed in within 30 s is sent away, so it is an application of its own. */
  users: app('users', { enableUserAuthentication: true }),
  /** Takes no client events. */
  silent: app('silent', { enableClientMessages: false }),
  /** Takes as many client events as Pusher does. */
  paced: app('paced', { maxClientEventsPerSecond: 10 }),
  disabled: app('disabled', { enabled: false }),
  /** One connection at a time. */
  single: app('single', { maxConnections: 1 }),
  /** One member in a presence channel. */
  lonely: app('lonely', { maxPresenceMembersPerChannel: 1 }),
};

/** Opens encrypted channels. */
export const MASTER_KEY = Buffer.alloc(32, 7).toString('base64');
