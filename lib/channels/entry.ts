import type { Subscriber, Subscription } from 'rxjs';
import type { PusherError } from '../errors.js';
import type { ChannelKind } from '../protocol/channel-name.js';
import { Hub } from '../rx/hub.js';
import { Hubs } from '../rx/hubs.js';
import type { Latest } from '../rx/latest.js';
import type { Arrivals } from './arrivals.js';
import type { Cache } from './cache.js';
import type { Feature } from './feature.js';
import type { Presence } from './presence.js';
import type { ChannelEvent, Outage, SubscriptionState } from './types.js';

/** Somebody who wants a channel, and hears of its failure. */
export interface Want {
  error(cause: PusherError): void;
  /** Stays a want after a failure: it takes part in the next attempt, and starts none. */
  readonly stays?: true;
}

export const UNSUBSCRIBED: SubscriptionState = { status: 'unsubscribed' };
export const SUBSCRIBED: SubscriptionState = { status: 'subscribed' };

/**
 * A wanted channel. Entries are records rather than chains of operators, for there may be 100,000 of them; each field
 * holds the last value of what a stream would carry (docs/decisions/).
 */
export interface Entry {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly wants: Hub<Want>;
  /** Listeners of the channel itself, once there has been one. */
  all: Hub<Subscriber<ChannelEvent>> | undefined;
  /** Listeners of one event, by its name. */
  readonly events: Hubs<unknown>;
  /** Where new listeners come in. */
  readonly arrivals: Arrivals;
  readonly presence: Presence | undefined;
  readonly cache: Cache | undefined;
  /** What the kind of the channel adds, in the order in which events pass. */
  readonly features: readonly Feature[];
  state: SubscriptionState;
  /** Ends the attempt under way, authorizing or subscribing; there is none once it is subscribed. */
  attempt: Subscription | undefined;
  linger: Subscription | undefined;
  /** Since when, and why, a subscription that is still wanted is gone. */
  lost: Omit<Outage, 'to'> | undefined;
  count: Latest<number | undefined> | undefined;
  resumed: Hub<Subscriber<Outage>> | undefined;
}

/** What an entry is made of beyond its name. */
export type Parts = Pick<Entry, 'arrivals' | 'presence' | 'cache' | 'features'>;

export const createEntry = (name: string, kind: ChannelKind, parts: Parts): Entry => ({
  name,
  kind,
  wants: new Hub(),
  all: undefined,
  events: new Hubs(),
  arrivals: parts.arrivals,
  presence: parts.presence,
  cache: parts.cache,
  features: parts.features,
  state: UNSUBSCRIBED,
  attempt: undefined,
  linger: undefined,
  lost: undefined,
  count: undefined,
  resumed: undefined,
});
