import type { ObservableInput } from 'rxjs';
import type { FetchResponse } from '../authorization/http-authorization.js';
import { keyFromBase64 } from '../encryption/secretbox.js';
import { OptionError } from '../errors.js';
import type { ServerAddress } from './server-address.js';
import { addressOf } from './server-address.js';

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

const OPTIONS = new Set(
  'url appId key secret cluster host port path useTLS timeout retry encryptionMasterKeyBase64 maxDataSize fetch random'.split(
    ' ',
  ),
);

const RENAMED: Readonly<Record<string, string>> = {
  encrypted: 'is named useTLS here',
  encryptionMasterKey: 'is encryptionMasterKeyBase64 here: the key in base64',
  agent: 'has no use with fetch; give a fetch of your own instead',
};

// A timer of more than this many ms would go off at once.
const LONGEST = 2 ** 31 - 1;

const amount = (value: unknown, option: string, fallback: number, least: number, most = Infinity): number => {
  if (value === undefined) return fallback;
  if (typeof value !== 'number' || !(value >= least && value <= most))
    throw new OptionError(
      option,
      `not a number ${most === Infinity ? `of ${least} or more` : `from ${least} to ${most}`}`,
    );
  return value;
};

const callback = <F>(options: Options, field: string, fallback: F): F => {
  const value = options[field] ?? fallback;
  if (typeof value !== 'function') throw new OptionError(field, 'not a function');
  return value as F;
};

const retryOf = (value: unknown): Required<RetryOptions> => {
  if (value === undefined) return { attempts: 0, minDelay: 0, maxDelay: 0, publishes: false };
  if (typeof value !== 'object' || value === null) throw new OptionError('retry', 'not an object');
  const { attempts, minDelay, maxDelay, publishes = false, ...others } = value as Options;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new OptionError(`retry.${unknown}`, 'not an option of the server');
  if (typeof publishes !== 'boolean') throw new OptionError('retry.publishes', 'not true or false');
  return {
    attempts: amount(attempts, 'retry.attempts', 3, 0),
    minDelay: amount(minDelay, 'retry.minDelay', 500, 0, LONGEST),
    maxDelay: amount(maxDelay, 'retry.maxDelay', 10_000, 0, LONGEST),
    publishes,
  };
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
  const options: unknown = typeof config === 'string' ? { url: config } : config;
  if (typeof options !== 'object' || options === null) throw new OptionError('config', 'not an object or a URL');
  for (const field of Object.keys(options))
    if (!OPTIONS.has(field)) throw new OptionError(field, RENAMED[field] ?? 'not an option of the server');
  const given = options as Options;
  return {
    ...addressOf(given),
    masterKey: masterKeyOf(given['encryptionMasterKeyBase64']),
    timeout: amount(given['timeout'], 'timeout', 15_000, 1, LONGEST),
    retry: retryOf(given['retry']),
    maxDataSize: amount(given['maxDataSize'], 'maxDataSize', 10_240, 1),
    // Called as a plain function: the platform's fetch refuses any other `this`.
    fetch: callback<Fetch>(given, 'fetch', (url, init) => globalThis.fetch(url, init)),
    // eslint-disable-next-line no-restricted-properties -- the default of the option
    random: callback(given, 'random', Math.random),
  };
};
