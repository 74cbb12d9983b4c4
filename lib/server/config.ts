import type { ObservableInput } from 'rxjs';
import type { FetchResponse } from '../authorization/http-authorization.js';
import { keyFromBase64 } from '../encryption/secretbox.js';
import { OptionError } from '../errors.js';
import type { Rule } from '../option-rules.js';
import { checkOptions, COUNT, FLAG, FUNCTION, OBJECT, PAUSE, TEXT, TIME } from '../option-rules.js';
import type { ServerAddress } from './server-address.js';
import { ADDRESS, addressOf } from './server-address.js';

/** An application's key with its secret. */
export interface Token {
  /** Public: clients connect with it. */
  readonly key: string;
  /** Signs; never to be shown to a client. */
  readonly secret: string;
}

/** When a request is made again by itself, after a network failure, a time-out or a status of 500 and up. */
export interface RetryOptions {
  /** Further attempts after the first. Default 3. */
  readonly attempts?: number;
  /** Ms. The delay is drawn evenly between 0 and `minDelay` × 2ⁿ, at most `maxDelay`. Default 500. */
  readonly minDelay?: number;
  /** Ms. Default 10,000. */
  readonly maxDelay?: number;
  /** Publishes too, though one without an answer may have been accepted, and then arrives twice. Default false. */
  readonly publishes?: boolean;
}

/** What may be said beside the address. */
export interface PusherServerOptions {
  /** Time-out of one attempt in ms. Default 15,000. */
  readonly timeout?: number;
  /** Left out: every request is made once. */
  readonly retry?: RetryOptions;
  /** 32 bytes in base64: seals the events of `private-encrypted-` channels. */
  readonly encryptionMasterKeyBase64?: string;
  /** Most bytes of one event's data. Default 10,240, Pusher's own limit; other servers and plans have others. */
  readonly maxDataSize?: number;
  /** Default: the platform's. */
  readonly fetch?: Fetch;
  /** Numbers from 0 up to 1, for the jitter of `retry`. Default: the platform's. */
  readonly random?: () => number;
}

/** `fetch`, or a function like it; one that returns Observables is driven by virtual time too. */
export type Fetch = (url: string, init: RequestInit) => ObservableInput<Pick<FetchResponse, 'status' | 'text'>>;

/** Where the API is: one URL, `https://KEY:SECRET@HOST/apps/APP_ID`, or its parts. */
export type PusherServerConfig = PusherServerOptions & ServerAddress;

/** A configuration found good, with its defaults. */
export interface Settings {
  readonly token: Token;
  /** `https://api-eu.pusher.com` */
  readonly origin: string;
  /** Path before `/apps`, for a server behind a proxy. It is not part of what is signed. */
  readonly prefix: string;
  /** `/apps/APP_ID` */
  readonly appPath: string;
  readonly masterKey: Uint8Array | undefined;
  readonly timeout: number;
  readonly retry: Required<RetryOptions>;
  readonly maxDataSize: number;
  readonly fetch: Fetch;
  readonly random: () => number;
}

type Options = Readonly<Record<string, unknown>>;

const NUMBER_FROM_1: Rule = [(value) => typeof value === 'number' && value >= 1, 'a number of 1 or more'];
const TIMES: Rule = [(value) => value === 0 || COUNT[0](value), 'a whole number, or Infinity'];

const RULES: Readonly<Record<string, Rule>> = {
  ...ADDRESS,
  timeout: TIME,
  retry: OBJECT,
  encryptionMasterKeyBase64: TEXT,
  maxDataSize: NUMBER_FROM_1,
  fetch: FUNCTION,
  random: FUNCTION,
};
const RETRY: Readonly<Record<keyof RetryOptions, Rule>> = {
  attempts: TIMES,
  minDelay: PAUSE,
  maxDelay: PAUSE,
  publishes: FLAG,
};

const INSTEAD: Readonly<Record<string, string>> = {
  encrypted: 'is named useTLS here',
  forceTLS: 'is named useTLS here',
  scheme: 'is useTLS here: true or false',
  wsHost: 'is named host here',
  wsPort: 'is named port here',
  wssPort: 'is named port here',
  encryptionMasterKey: 'is encryptionMasterKeyBase64 here: the key in base64',
  agent: 'has no use with fetch; give a fetch of your own instead',
};
const refusal = (name: string): string =>
  (Object.hasOwn(INSTEAD, name) ? INSTEAD[name] : undefined) ?? 'not an option of the server';

const retryOf = (retry: RetryOptions | undefined): Required<RetryOptions> => {
  if (retry === undefined) return { attempts: 0, minDelay: 0, maxDelay: 0, publishes: false };
  checkOptions(retry, RETRY, 'retry', refusal);
  const { attempts = 3, minDelay = 500, maxDelay = 10_000, publishes = false } = retry;
  return { attempts, minDelay, maxDelay, publishes };
};

/** The master key of encrypted channels from its option. */
export const masterKeyOf = (value: unknown): Uint8Array | undefined => {
  if (value === undefined) return undefined;
  const key = typeof value === 'string' ? keyFromBase64(value) : undefined;
  if (key === undefined) throw new OptionError('encryptionMasterKeyBase64', 'not 32 bytes of base64');
  return key;
};

/** A configuration with its defaults; throws an `OptionError` that names the field, and never shows its value. */
export const settingsOf = (config: PusherServerConfig | string): Settings => {
  const options = typeof config === 'string' ? { url: config } : config;
  if (!OBJECT[0](options)) throw new OptionError('config', 'not an object or a URL');
  checkOptions<Options>(options as unknown as Options, RULES, '', refusal);
  const { timeout = 15_000, maxDataSize = 10_240, retry, encryptionMasterKeyBase64 }: PusherServerOptions = options;
  // eslint-disable-next-line no-restricted-properties -- the default of the option
  const { fetch = (url, init) => globalThis.fetch(url, init), random = Math.random }: PusherServerOptions = options;
  return {
    ...addressOf(options as unknown as Options),
    masterKey: masterKeyOf(encryptionMasterKeyBase64),
    timeout,
    retry: retryOf(retry),
    maxDataSize,
    // Called as a plain function: the platform's fetch refuses any other `this`.
    fetch,
    random,
  };
};
