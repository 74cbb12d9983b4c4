import type { Observable } from 'rxjs';
import type { ChannelAuthorizer, UserAuthenticator } from './authorization/authorizer.js';
import type { HttpAuthorization } from './authorization/http-authorization.js';
import type { ClientEventOptions, ClientEventSettings } from './client-events/options.js';
import { platformOnline$ } from './connection/platform.js';
import type { ReconnectOption, ReconnectSettings } from './connection/policy.js';
import { OptionError } from './errors.js';
import type { Rule, Rules } from './option-rules.js';
import {
  checkOptions,
  checkValue,
  COUNT,
  either,
  FLAG,
  FUNCTION,
  LIST,
  matching,
  OBJECT,
  OBSERVABLE,
  oneOf,
  PAUSE,
  PORT,
  TEXT,
  TIME,
} from './option-rules.js';
import type { Encryption } from './protocol/encryption.js';
import type { Endpoint } from './protocol/url.js';
import { clusterHost } from './protocol/url.js';
import { leftover, NO_FALLBACK } from './pusher-js-options.js';
import type { Logger } from './report.js';
import { VERSION } from './version.js';

/** Options of `createPusher`. Times are in ms. Either `cluster` or `wsHost` is needed. */
export interface PusherOptions {
  /** One of Pusher's clusters, as `eu`. */
  cluster?: string;
  /** Host of another server, without scheme or port: a name, or an IP address. Goes before `cluster`. */
  wsHost?: string;
  /** Port without TLS. Default 80. */
  wsPort?: number;
  /** Port with TLS. Default 443. */
  wssPort?: number;
  /** Prefix of the path. Default none. */
  wsPath?: string;
  /** Default true. */
  forceTLS?: boolean;
  /** Of pusher-js's transports only `ws` and `wss` exist here; one of them has to be among these. `wss` alone is TLS. */
  enabledTransports?: readonly string[];
  /** Transports to leave out of those. */
  disabledTransports?: readonly string[];
  /** Silence after which the connection is checked, unless the server asks for less. Default 120,000. */
  activityTimeout?: number;
  /** How long a check may take; a quarter of it where the network has changed or the machine has slept. Default 30,000. */
  pongTimeout?: number;
  /** How long the connection may be absent while wanted before `unavailable$` says so. Default 10,000. */
  unavailableTimeout?: number;
  /** Who authorizes channels: a function, or an HTTP endpoint. Default: POST to `/pusher/auth`. */
  channelAuthorization?: ChannelAuthorizer | HttpAuthorization;
  /** Who authenticates the user: a function, or an HTTP endpoint. Default: POST to `/pusher/user-auth`. */
  userAuthentication?: UserAuthenticator | HttpAuthorization;
  /**
   * How long an authorizer that is a function may take, and one request to an endpoint whose `timeout` says nothing else.
   * Default 15,000.
   */
  authorizationTimeout?: number;
  /** How long opening the socket, and then the handshake, may take. Default 15,000 each. */
  connectTimeout?: number;
  /** How long the server may take to answer a subscription or a sign-in, and a client event may wait. Default 15,000. */
  subscriptionTimeout?: number;
  /** How long a channel that nobody wants stays subscribed. Default 500; 0 is one turn of the scheduler. */
  linger?: number;
  /** When the connection is tried again. Default: without end, after 1,000 to 30,000 with backoff and jitter. */
  reconnect?: ReconnectOption;
  /** The pace of client events. Default: 10 a second, held back. */
  clientEvents?: ClientEventOptions;
  /** `encryption` from `rx-pusher/encryption`, for `private-encrypted-` channels. */
  encryption?: Encryption;
  /** The `client` of the connection's URL. Default `rx-pusher`. */
  clientName?: string;
  /** The `version` of the connection's URL. Default: this package's. */
  clientVersion?: string;
  /** Default: the platform's, or `ws` in Node. */
  WebSocketCtor?: new (url: string, protocols?: string | string[]) => unknown;
  /** Third argument of the constructor, in Node: `agent` for a proxy, `headers`, … */
  webSocketOptions?: object;
  /**
   * Whether there is a network, beginning with the present; while there is none no attempt follows another. Default: the
   * browser's events, silent elsewhere.
   */
  online$?: Observable<boolean>;
  /** From 0 up to 1, for jitter. Default `Math.random`. */
  random?: () => number;
  /**
   * Told of states and of errors nobody listens to; `console` will do. Default: silent, but for one `console.warn` of a client
   * that never connects while nobody listens.
   */
  logger?: Logger;
}

/** The options with their defaults in place. */
export interface Settings {
  readonly endpoint: (secure: boolean) => Endpoint;
  readonly secure: boolean;
  readonly client: { readonly name: string; readonly version: string };
  readonly times: Readonly<
    Record<
      'activityTimeout' | 'pongTimeout' | 'unavailableTimeout' | 'connectTimeout' | 'subscriptionTimeout' | 'linger',
      number
    >
  >;
  readonly reconnect: ReconnectSettings;
  readonly clientEvents: ClientEventSettings;
  readonly online$: Observable<boolean>;
  readonly random: () => number;
  readonly authorizationTimeout: number | undefined;
}

/** Those of `reconnect`. */
type Delays = Exclude<ReconnectOption, (...args: never) => unknown>;

const PATH = matching(/^[^\s?#]*$/, 'a path without a query');
const CLUSTER = matching(/^[\w.-]+$/, "a cluster's name, as eu");
// A colon is part of an IPv6 address only; a port has options of its own.
const HOST = matching(
  /^(?:[^\s/?#@\\:[\]]+|\[?[\da-f]*:[\da-f]*:[\da-f:.]*\]?)$/i,
  'a host name, without scheme, port or path',
);
const ENCRYPTION: Rule = [(value) => OBJECT[0](value) && 'open' in (value as object), 'that of rx-pusher/encryption'];
const ENDPOINT = either(FUNCTION, OBJECT);

const DELAYS: Rules<Delays> = { minDelay: PAUSE, maxDelay: PAUSE, maxAttempts: COUNT, minUptime: PAUSE };
const CLIENT_EVENTS: Rules<ClientEventOptions> = {
  limit: COUNT,
  overflow: oneOf('hold', 'drop', 'error'),
  maxHeld: COUNT,
  maxSize: COUNT,
};
const OPTIONS: Rule = [OBJECT[0], "an object, as { cluster: 'eu' }"];

/** What each option of a client has to be. */
export const RULES: Rules<PusherOptions> = {
  cluster: CLUSTER,
  wsHost: HOST,
  wsPort: PORT,
  wssPort: PORT,
  wsPath: PATH,
  forceTLS: FLAG,
  enabledTransports: LIST,
  disabledTransports: LIST,
  activityTimeout: TIME,
  pongTimeout: TIME,
  unavailableTimeout: PAUSE,
  channelAuthorization: ENDPOINT,
  userAuthentication: ENDPOINT,
  authorizationTimeout: TIME,
  connectTimeout: TIME,
  subscriptionTimeout: TIME,
  linger: PAUSE,
  reconnect: [...ENDPOINT, DELAYS],
  clientEvents: [...OBJECT, CLIENT_EVENTS],
  encryption: ENCRYPTION,
  clientName: TEXT,
  clientVersion: TEXT,
  WebSocketCtor: FUNCTION,
  webSocketOptions: OBJECT,
  online$: OBSERVABLE,
  random: FUNCTION,
  logger: OBJECT,
};

const transports = ({
  enabledTransports = ['ws', 'wss'],
  disabledTransports = [],
}: PusherOptions): readonly string[] => {
  const enabled = enabledTransports.filter((name) => name === 'ws' || name === 'wss');
  const left = enabled.filter((name) => !disabledTransports.includes(name));
  if (left.length > 0) return left;
  const culprit = enabled.length > 0 ? 'disabledTransports' : 'enabledTransports';
  throw new OptionError(culprit, `leaves neither ws nor wss, and ${NO_FALLBACK}`);
};

const reconnection = (option: ReconnectOption = {}): ReconnectSettings => {
  const given = typeof option === 'function' ? {} : option;
  const { maxAttempts = Infinity, minUptime = 5_000 } = given;
  const minDelay = given.minDelay ?? Math.min(1_000, given.maxDelay ?? 1_000);
  const maxDelay = given.maxDelay ?? Math.max(30_000, minDelay);
  if (maxDelay < minDelay) throw new OptionError('reconnect.maxDelay', 'less than minDelay');
  return { minDelay, maxDelay, maxAttempts, minUptime, custom: typeof option === 'function' ? option : undefined };
};

const clientEvents = (option: ClientEventOptions = {}): ClientEventSettings => {
  const { limit = 10, overflow = 'hold', maxHeld = 1_000, maxSize } = option;
  return { limit, overflow, maxHeld, maxSize };
};

/** Checks the key and the options; throws an `OptionError` that names the first that cannot be used. */
export const settingsOf = (key: string, options: PusherOptions): Settings => {
  checkValue(key, TEXT, 'key');
  checkValue(options, OPTIONS, 'options');
  checkOptions(options, RULES, '', leftover);
  const { cluster, wsHost = cluster && clusterHost(cluster), wsPort, wssPort, wsPath = '', forceTLS } = options;
  if (wsHost === undefined) throw new OptionError('cluster', 'missing, and so is wsHost');
  // TLS is the default: without a word it would be another port than the one that was named.
  if (wsPort !== undefined && wssPort === undefined && forceTLS === undefined)
    throw new OptionError('wsPort', 'needs forceTLS: false, or else use wssPort');
  const onlySecure = !transports(options).includes('ws');
  return {
    endpoint: (secure) => ({ host: wsHost, port: (secure ? wssPort : wsPort) ?? (secure ? 443 : 80), path: wsPath }),
    secure: onlySecure || (forceTLS ?? true),
    client: { name: options.clientName ?? 'rx-pusher', version: options.clientVersion ?? VERSION },
    times: {
      activityTimeout: options.activityTimeout ?? 120_000,
      pongTimeout: options.pongTimeout ?? 30_000,
      unavailableTimeout: options.unavailableTimeout ?? 10_000,
      connectTimeout: options.connectTimeout ?? 15_000,
      subscriptionTimeout: options.subscriptionTimeout ?? 15_000,
      linger: options.linger ?? 500,
    },
    reconnect: reconnection(options.reconnect),
    clientEvents: clientEvents(options.clientEvents),
    online$: options.online$ ?? platformOnline$,
    // eslint-disable-next-line no-restricted-properties -- the one default; everything else is handed it
    random: options.random ?? Math.random,
    authorizationTimeout: options.authorizationTimeout,
  };
};
