import type { Observable } from 'rxjs';
import type { ChannelAuthorizer, UserAuthenticator } from './authorization/authorizer.js';
import type { HttpAuthorization } from './authorization/http-authorization.js';
import type { ClientEventOptions } from './channels/trigger.js';
import { platformOnline$ } from './connection/platform.js';
import type { ReconnectOption, ReconnectSettings } from './connection/policy.js';
import { OptionError } from './errors.js';
import type { Encryption } from './protocol/encryption.js';
import type { Endpoint } from './protocol/url.js';
import { clusterHost } from './protocol/url.js';
import type { Logger } from './report.js';
import { VERSION } from './version.js';

/** Options of `createPusher`. Times are in ms. Either `cluster` or `wsHost` is needed. */
export interface PusherOptions {
  /** One of Pusher's clusters, as `eu`. */
  cluster?: string;
  /** Host of another server, without scheme or port. Goes before `cluster`. */
  wsHost?: string;
  /** Port without TLS. Default 80. */
  wsPort?: number;
  /** Port with TLS. Default 443. */
  wssPort?: number;
  /** Prefix of the path. Default none. */
  wsPath?: string;
  /** Default true. */
  forceTLS?: boolean;
  /** Of pusher-js's transports only `ws` and `wss` exist here; one of them has to be among these. */
  enabledTransports?: readonly string[];
  disabledTransports?: readonly string[];
  /** Silence after which the connection is checked, unless the server asks for less. Default 120,000. */
  activityTimeout?: number;
  /** How long a check may take. Default 30,000. */
  pongTimeout?: number;
  /** How long the connection may be absent while wanted before `unavailable$` says so. Default 10,000. */
  unavailableTimeout?: number;
  /** Who authorizes channels: a function, or an HTTP endpoint. Default: POST to `/pusher/auth`. */
  channelAuthorization?: ChannelAuthorizer | HttpAuthorization;
  /** Who authenticates the user: a function, or an HTTP endpoint. Default: POST to `/pusher/user-auth`. */
  userAuthentication?: UserAuthenticator | HttpAuthorization;
  /** How long opening the socket, and then the handshake, may take. Default 15,000 each. */
  connectTimeout?: number;
  /** How long the server may take to answer a subscription or a sign-in, and a client event may wait. Default 15,000. */
  subscriptionTimeout?: number;
  /** How long a channel that nobody wants stays subscribed. Default 500; 0 is one turn of the scheduler. */
  linger?: number;
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
  /** Whether there is a network, beginning with the present. Default: the browser's events, silent elsewhere. */
  online$?: Observable<boolean>;
  /** From 0 up to 1, for jitter. Default `Math.random`. */
  random?: () => number;
  /** Told of states and of errors nobody listens to; `console` will do. Default: silent. */
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
  readonly clientEvents: Required<ClientEventOptions>;
  readonly online$: Observable<boolean>;
  readonly random: () => number;
}

const OPTIONS = new Set(
  (
    'cluster wsHost wsPort wssPort wsPath forceTLS enabledTransports disabledTransports activityTimeout pongTimeout ' +
    'unavailableTimeout channelAuthorization userAuthentication connectTimeout subscriptionTimeout linger reconnect ' +
    'clientEvents encryption clientName clientVersion WebSocketCtor webSocketOptions online$ random logger'
  ).split(' '),
);

const NO_FALLBACK = 'there are no HTTP fallback transports here';

/** Options of pusher-js that would not do what they say. */
const REFUSED: Readonly<Record<string, string>> = {
  httpHost: NO_FALLBACK,
  httpPort: NO_FALLBACK,
  httpsPort: NO_FALLBACK,
  httpPath: NO_FALLBACK,
  enableStats: 'no statistics are sent',
  statsHost: 'no statistics are sent',
  timelineParams: 'no statistics are sent',
  ignoreNullOrigin: NO_FALLBACK,
  nacl: 'use encryption, from rx-pusher/encryption',
  auth: 'use channelAuthorization',
  authEndpoint: 'use channelAuthorization',
  authTransport: 'use channelAuthorization',
  authorizer: 'use channelAuthorization',
  encrypted: 'use forceTLS',
};

type Rule = readonly [accepts: (value: unknown) => boolean, expected: string];

const TEXT: Rule = [(value) => typeof value === 'string' && value !== '', 'a string that is not empty'];
const PORT: Rule = [(value) => Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536, 'a port'];
const TIME: Rule = [(value) => typeof value === 'number' && value > 0 && value <= 2 ** 31 - 1, 'a time in ms above 0'];
const PAUSE: Rule = [(value) => value === 0 || TIME[0](value), 'a time in ms'];
const COUNT: Rule = [
  (value) => value === Infinity || (Number.isInteger(value) && Number(value) > 0),
  'a number above 0',
];
const FLAG: Rule = [(value) => typeof value === 'boolean', 'true or false'];
const FUNCTION: Rule = [(value) => typeof value === 'function', 'a function'];
const OBJECT: Rule = [(value) => typeof value === 'object' && value !== null, 'an object'];
const LIST: Rule = [Array.isArray, 'a list'];

const check = <T>(option: string, value: T | undefined, [accepts, expected]: Rule, otherwise: T): T => {
  if (value === undefined) return otherwise;
  if (!accepts(value)) throw new OptionError(option, `not ${expected}`);
  return value;
};

const transports = ({ enabledTransports = ['ws', 'wss'], disabledTransports = [] }: PusherOptions): void => {
  check('enabledTransports', enabledTransports, LIST, []);
  check('disabledTransports', disabledTransports, LIST, []);
  const left = enabledTransports.filter((name) => !disabledTransports.includes(name));
  if (left.includes('ws') || left.includes('wss')) return;
  const culprit =
    enabledTransports.includes('ws') || enabledTransports.includes('wss') ? 'disabledTransports' : 'enabledTransports';
  throw new OptionError(culprit, `leaves neither ws nor wss, and ${NO_FALLBACK}`);
};

const known = (options: PusherOptions): void => {
  for (const [option, value] of Object.entries(options)) {
    // Switched off, these ask for what is done anyway.
    if (OPTIONS.has(option) || value === undefined || value === false || option === 'disableStats') continue;
    throw new OptionError(option, REFUSED[option] ?? 'no such option');
  }
};

const reconnection = (option: ReconnectOption = {}): ReconnectSettings => {
  const given = typeof option === 'function' ? {} : check('reconnect', option, OBJECT, {});
  const minDelay = check('reconnect.minDelay', given.minDelay, PAUSE, 1_000);
  const maxDelay = check('reconnect.maxDelay', given.maxDelay, PAUSE, Math.max(30_000, minDelay));
  if (maxDelay < minDelay) throw new OptionError('reconnect.maxDelay', 'less than minDelay');
  return {
    minDelay,
    maxDelay,
    maxAttempts: check('reconnect.maxAttempts', given.maxAttempts, COUNT, Infinity),
    minUptime: check('reconnect.minUptime', given.minUptime, PAUSE, 5_000),
    custom: typeof option === 'function' ? option : undefined,
  };
};

/** Checks the key and the options; throws an `OptionError` that names the first that cannot be used. */
export const settingsOf = (key: string, options: PusherOptions): Settings => {
  if (!TEXT[0](key)) throw new OptionError('key', `not ${TEXT[1]}`);
  check('options', options as PusherOptions | null, OBJECT, {});
  known(options);
  transports(options);
  const cluster = check('cluster', options.cluster, TEXT, '');
  const host = check('wsHost', options.wsHost, TEXT, cluster === '' ? '' : clusterHost(cluster));
  if (host === '') throw new OptionError('cluster', 'it, or wsHost, is needed');
  const culprit = /[\s/?#@\\]|:\/\//.exec(host);
  if (culprit !== null) throw new OptionError(options.wsHost === undefined ? 'cluster' : 'wsHost', 'not a host name');
  const wsPort = check('wsPort', options.wsPort, PORT, 80);
  const wssPort = check('wssPort', options.wssPort, PORT, 443);
  const path = check('wsPath', options.wsPath, [(value) => typeof value === 'string', 'a string'], '');
  const { limit, overflow } = check('clientEvents', options.clientEvents, OBJECT, {});
  check('WebSocketCtor', options.WebSocketCtor, FUNCTION, undefined);
  check('webSocketOptions', options.webSocketOptions, OBJECT, undefined);
  check(
    'encryption',
    options.encryption,
    [(value) => OBJECT[0](value) && 'open' in (value as object), 'that of rx-pusher/encryption'],
    undefined,
  );
  check('logger', options.logger, OBJECT, undefined);

  return {
    endpoint: (secure) => ({ host, port: secure ? wssPort : wsPort, path }),
    secure: check('forceTLS', options.forceTLS, FLAG, true),
    client: {
      name: check('clientName', options.clientName, TEXT, 'rx-pusher'),
      version: check('clientVersion', options.clientVersion, TEXT, VERSION),
    },
    times: {
      activityTimeout: check('activityTimeout', options.activityTimeout, TIME, 120_000),
      pongTimeout: check('pongTimeout', options.pongTimeout, TIME, 30_000),
      unavailableTimeout: check('unavailableTimeout', options.unavailableTimeout, PAUSE, 10_000),
      connectTimeout: check('connectTimeout', options.connectTimeout, TIME, 15_000),
      subscriptionTimeout: check('subscriptionTimeout', options.subscriptionTimeout, TIME, 15_000),
      linger: check('linger', options.linger, PAUSE, 500),
    },
    reconnect: reconnection(options.reconnect),
    clientEvents: {
      limit: check('clientEvents.limit', limit, COUNT, 10),
      overflow: check(
        'clientEvents.overflow',
        overflow,
        [(value) => ['hold', 'drop', 'error'].includes(value as string), 'hold, drop or error'],
        'hold',
      ),
    },
    online$: check(
      'online$',
      options.online$,
      [(value) => OBJECT[0](value) && FUNCTION[0]((value as { subscribe?: unknown }).subscribe), 'an Observable'],
      platformOnline$,
    ),
    // eslint-disable-next-line no-restricted-properties -- the one default; everything else is handed it
    random: check('random', options.random, FUNCTION, Math.random),
  };
};
