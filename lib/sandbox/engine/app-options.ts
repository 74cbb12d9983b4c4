import { keyFromBase64 } from '../../encryption/secretbox.js';
import { OptionError } from '../../errors.js';
import type { Rule, Rules } from '../../option-rules.js';
import {
  checkOptions,
  FLAG,
  LIST,
  listOf,
  matching,
  needOptions,
  number,
  OBJECT,
  oneOf,
  TEXT,
} from '../../option-rules.js';
import type { WebhookEventName } from './webhook-event.js';
import { WEBHOOK_EVENTS } from './webhook-event.js';

/** An app of the sandbox. Everything is enabled unless said otherwise. */
export interface AppOptions {
  /** Stands in the paths of the HTTP API: `/apps/ID/…`. */
  readonly id: string;
  /** Clients connect with it. */
  readonly key: string;
  /** Signs authorizations, requests to the HTTP API and webhooks. */
  readonly secret: string;
  /** The cluster it says it is in. Default `sandbox`. */
  readonly cluster?: string;
  /** Default true; otherwise connections are closed with 4003 and API requests answered 403. */
  readonly enabled?: boolean;
  /** Client events are passed on. Default true. */
  readonly clientMessages?: boolean;
  /** Subscription counts are sent and can be queried. Default true. */
  readonly subscriptionCounts?: boolean;
  /** Users can sign in. Default true. */
  readonly userAuthentication?: boolean;
  /** Close with 4000 what did not come over TLS. Default false. */
  readonly forceTLS?: boolean;
  /** Connections above this number are closed with 4004. Default: no limit. */
  readonly maxConnections?: number;
  /** How long a line may be quiet, told to clients (ms; on the wire in seconds). Default 120,000. */
  readonly activityTimeout?: number;
  /** How long the server waits for a pong before it closes with 4201 (ms). Default 30,000. */
  readonly pongTimeout?: number;
  /** How long a client too old to be pinged (protocol 4 and below) may be silent (ms). Default 24 hours; then 4202. */
  readonly inactivityTimeout?: number;
  /**
   * "Authorized connections": who has neither signed in nor joined a private or presence channel by then (ms) is closed
   * with 4009. Default: no limit.
   */
  readonly authorizationTimeout?: number;
  /** How long cache channels keep an event (ms). Default, and most: 30 minutes. */
  readonly cacheTimeout?: number;
  /** 32 bytes in base64: with it the auth endpoint gives the shared secrets of encrypted channels. */
  readonly encryptionMasterKeyBase64?: string;
  /** Who is told of what happens. Default: nobody. */
  readonly webhooks?: readonly WebhookOptions[];
}

/** An endpoint that webhooks are posted to. */
export interface WebhookOptions {
  /** Where to: http or https. */
  readonly url: string;
  /** The events it is told of. Default: all. */
  readonly events?: readonly WebhookEventName[];
}

const DAY = 86_400_000;
const MAX_CACHE_TIMEOUT = 1_800_000;

const MASTER_KEY: Rule = [
  (value) => value === '' || (typeof value === 'string' && keyFromBase64(value) !== undefined),
  '32 bytes of base64',
];

const WEBHOOK: Rules<WebhookOptions> = {
  url: matching(/^https?:\/\/./, 'an http(s) URL'),
  events: listOf(oneOf(...WEBHOOK_EVENTS)),
};

/** What an app is like. */
type Features = Omit<AppOptions, 'id' | 'key' | 'secret'>;

const FEATURES: Rules<Features> = {
  cluster: TEXT,
  enabled: FLAG,
  clientMessages: FLAG,
  subscriptionCounts: FLAG,
  userAuthentication: FLAG,
  forceTLS: FLAG,
  maxConnections: number(0),
  activityTimeout: number(1),
  pongTimeout: number(1),
  inactivityTimeout: number(1),
  authorizationTimeout: number(1),
  cacheTimeout: number(1, MAX_CACHE_TIMEOUT),
  encryptionMasterKeyBase64: MASTER_KEY,
  webhooks: listOf(OBJECT),
};

const APP: Rules<AppOptions> = {
  id: matching(/^[^/?#]+$/, 'a segment of a path'),
  key: matching(/^[^/?#:]+$/, 'a string without / ? # and :'),
  secret: TEXT,
  ...FEATURES,
};

const defaults = {
  cluster: 'sandbox',
  enabled: true,
  clientMessages: true,
  subscriptionCounts: true,
  userAuthentication: true,
  forceTLS: false,
  maxConnections: Infinity,
  activityTimeout: 120_000,
  pongTimeout: 30_000,
  inactivityTimeout: DAY,
  authorizationTimeout: Infinity,
  cacheTimeout: MAX_CACHE_TIMEOUT,
  encryptionMasterKeyBase64: '',
  webhooks: [],
};

/** The app there is when none is configured. Its master key is the text `rx-pusher-sandbox-encryption-key`. */
export const DEFAULT_APP: AppOptions = {
  id: 'app-id',
  key: 'app-key',
  secret: 'app-secret',
  encryptionMasterKeyBase64: 'cngtcHVzaGVyLXNhbmRib3gtZW5jcnlwdGlvbi1rZXk=',
};

/** Without the keys that are there and undefined, which would hide a default. */
const given = (app: AppOptions): AppOptions =>
  Object.fromEntries(Object.entries(app).filter(([, value]) => value !== undefined)) as unknown as AppOptions;

const checkWebhooks = (webhooks: readonly WebhookOptions[], path: string): void =>
  webhooks.forEach((webhook, i) => {
    checkOptions(webhook, WEBHOOK, `${path}[${i}]`);
    needOptions(webhook, ['url'], `${path}[${i}]`);
  });

/** Throws an `OptionError` for what cannot be used of an app but for its id, key and secret; `path` is where it is. */
export const checkFeatures = (features: Features, path: string): void => {
  checkOptions(features, FEATURES, path);
  checkWebhooks(features.webhooks ?? [], `${path}.webhooks`);
};

/** Options with every default in place. Throws an `OptionError` that names what cannot be used. */
export const readApps = (apps: readonly AppOptions[]): readonly Required<AppOptions>[] => {
  if (!LIST[0](apps) || apps.length === 0) throw new OptionError('apps', 'not a list of { id, key, secret }');
  apps.forEach((app, i) => {
    checkOptions(app, APP, `apps[${i}]`);
    checkWebhooks(app.webhooks ?? [], `apps[${i}].webhooks`);
    needOptions(app, ['id', 'key', 'secret'], `apps[${i}]`);
    for (const name of ['id', 'key'] as const)
      if (apps.findIndex((other) => other[name] === app[name]) < i)
        throw new OptionError(`apps[${i}].${name}`, 'another app has it');
  });
  return apps.map((app) => ({ ...defaults, ...given(app) }));
};
