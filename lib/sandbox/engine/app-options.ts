import { keyFromBase64 } from '../../encryption/secretbox.js';
import { OptionError } from '../../errors.js';
import type { Rules } from './check-options.js';
import { checkOptions, flag, limit, list, text } from './check-options.js';
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

const webhookRules: Rules<WebhookOptions> = {
  url: (value) => (typeof value === 'string' && /^https?:\/\/./.test(value) ? undefined : 'not an http(s) URL'),
  events: list((value) =>
    WEBHOOK_EVENTS.some((name) => name === value) ? undefined : `not of ${WEBHOOK_EVENTS.join(', ')}`,
  ),
};

const rules: Rules<AppOptions> = {
  id: (value) => text(value) ?? (/[/?#]/.test(value as string) ? 'not a segment of a path' : undefined),
  key: (value) => text(value) ?? (/[/?#:]/.test(value as string) ? 'has a character that ends a key' : undefined),
  secret: text,
  cluster: text,
  enabled: flag,
  clientMessages: flag,
  subscriptionCounts: flag,
  userAuthentication: flag,
  forceTLS: flag,
  maxConnections: limit(0),
  activityTimeout: limit(1),
  pongTimeout: limit(1),
  inactivityTimeout: limit(1),
  authorizationTimeout: limit(1),
  cacheTimeout: limit(1, MAX_CACHE_TIMEOUT),
  encryptionMasterKeyBase64: (value) =>
    value === '' || (typeof value === 'string' && keyFromBase64(value) !== undefined)
      ? undefined
      : 'not 32 bytes of base64',
  webhooks: list((value) => (typeof value === 'object' && value !== null ? undefined : 'not an object')),
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

const isList: (value: unknown) => boolean = Array.isArray;

/** Options with every default in place. Throws an `OptionError` that names what cannot be used. */
export const readApps = (apps: readonly AppOptions[]): readonly Required<AppOptions>[] => {
  if (!isList(apps) || apps.length === 0) throw new OptionError('apps', 'not a list of apps');
  apps.forEach((app, i) => {
    checkOptions(app, rules, `apps[${i}]`, ['id', 'key', 'secret']);
    app.webhooks?.forEach((webhook, j) => {
      checkOptions(webhook, webhookRules, `apps[${i}].webhooks[${j}]`, ['url']);
    });
    for (const name of ['id', 'key'] as const)
      if (apps.findIndex((other) => other[name] === app[name]) < i)
        throw new OptionError(`apps[${i}].${name}`, 'another app has it');
  });
  return apps.map((app) => ({ ...defaults, ...given(app) }));
};
