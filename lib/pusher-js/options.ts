import type { PusherOptions } from '../index.js';
import type { AuthSettings } from './auth.js';
import type { Nacl } from './nacl.js';
import { naclEncryption } from './nacl.js';
import { runtime } from './runtime.js';

/** A number, or the text of one, as environments give it; what is none has the default. */
export type Numeric = number | string | null;

/**
 * The options of pusher-js. Times are in ms. Null, like undefined, is the default; what is not among them is passed over.
 */
export interface Options extends AuthSettings {
  /** One of Pusher's clusters. Needed, if only as `''`, where there is no `wsHost`. */
  cluster?: string | null | undefined;
  /** Another server. */
  wsHost?: string | null | undefined;
  /** Port without TLS. Default 80. */
  wsPort?: Numeric | undefined;
  /** Port with TLS. Default 443. */
  wssPort?: Numeric | undefined;
  /** Prefix of the path. */
  wsPath?: string | null | undefined;
  /** Default true, and on pages of `https:` always. */
  forceTLS?: boolean | null | undefined;
  /** Those that may be used: `ws` and `wss`, and with `rx: { transports: httpTransports() }` those of HTTP. */
  enabledTransports?: readonly string[] | null | undefined;
  /** Those that may not. */
  disabledTransports?: readonly string[] | null | undefined;
  /** Silence after which the connection is checked, unless the server asks for less. Default 120,000. */
  activityTimeout?: Numeric | undefined;
  /** How long that check may take. Default 30,000. */
  pongTimeout?: Numeric | undefined;
  /** How long the connection may be missing before its state is `unavailable`. Default 10,000. */
  unavailableTimeout?: Numeric | undefined;
  /** tweetnacl, or what has its `secretbox`; for encrypted channels. Not needed with `rx-pusher/pusher-js/with-encryption`. */
  nacl?: Nacl | null | undefined;
  /** Taken, and nothing is sent. */
  enableStats?: boolean | null | undefined;
  /** Taken, and nothing is sent. */
  disableStats?: boolean | null | undefined;
  /** Taken, and nothing is sent. */
  statsHost?: string | null | undefined;
  /** Taken, and nothing is sent. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as pusher-js has it
  timelineParams?: any;
  /** Host of HTTP streaming and polling, where `rx` has `transports`; otherwise taken, and nothing is done. */
  httpHost?: string | null | undefined;
  /** Its port without TLS. Default 80. */
  httpPort?: Numeric | undefined;
  /** Its port with TLS. Default 443. */
  httpsPort?: Numeric | undefined;
  /** Prefix of the path there. Default `/pusher`. */
  httpPath?: string | null | undefined;
  /** Taken, and without effect. */
  ignoreNullOrigin?: boolean | null | undefined;
  /** Options of `rx-pusher` that pusher-js does not have, as `reconnect`; they go before those above. */
  rx?: Partial<PusherOptions> | undefined;
}

/** The options with their defaults in place. */
export interface Config {
  /** The host of the socket. */
  wsHost: string;
  /** Its port without TLS. */
  wsPort: number;
  /** Its port with TLS. */
  wssPort: number;
  /** The prefix of its path. */
  wsPath: string;
  /** Whether it is over TLS. */
  useTLS: boolean;
  /** ms of silence before the connection is checked. */
  activityTimeout: number;
  /** ms a check may take. */
  pongTimeout: number;
  /** ms before the state is `unavailable`. */
  unavailableTimeout: number;
  /** The transports that are left, of those there are. */
  enabledTransports: readonly string[];
}

const NUMBERS = { wsPort: 80, wssPort: 443, activityTimeout: 120_000, pongTimeout: 30_000, unavailableTimeout: 10_000 };
const LONGEST = 2 ** 31 - 1;

export const configOf = (options: Options): Config => {
  const numbers = Object.entries(NUMBERS).map(([name, otherwise]) => [
    name,
    Math.min(Number(options[name as keyof typeof NUMBERS]), LONGEST) || otherwise,
  ]);
  const { wsHost, cluster, wsPath, forceTLS, enabledTransports, disabledTransports } = options;
  return {
    ...(Object.fromEntries(numbers) as typeof NUMBERS),
    wsHost: wsHost || `ws-${cluster ?? ''}.pusher.com`,
    wsPath: wsPath || '',
    useTLS: forceTLS !== false || runtime.getProtocol() === 'https:',
    enabledTransports: ['ws', 'wss', ...(options.rx?.transports?.names ?? [])].filter(
      (name) => enabledTransports?.includes(name) !== false && !disabledTransports?.includes(name),
    ),
  };
};

/** The same for `rx-pusher`. */
export const rxOptions = (options: Options, { useTLS, enabledTransports, ...shared }: Config): PusherOptions => ({
  ...shared,
  ...options.rx?.transports?.fromPusherJs(options),
  forceTLS: useTLS,
  // Without any the connection is `failed` and never tried.
  ...(enabledTransports.length > 0 && { enabledTransports }),
  ...(options.nacl && { encryption: naclEncryption(options.nacl) }),
  // A channel that is left is left now.
  linger: 0,
  ...options.rx,
});
