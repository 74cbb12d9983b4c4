import type { Subscriber, Subscription } from 'rxjs';
import type { PusherError } from '../../errors.js';
import type { ChannelKind } from '../../protocol/channel-name.js';
import type { WireFrame } from '../../protocol/frame.js';
import type { ChannelAuthorization } from '../../protocol/payload.js';
import { Listeners } from '../../rx/listeners.js';
import { ListenersByName } from '../../rx/listeners-by-name.js';
import type { Cache } from '../kinds/cache.js';
import type { Kind } from '../kinds/kind.js';
import type { Presence } from '../kinds/presence.js';
import type { ChannelEvent, Outage, SubscriptionState } from '../types.js';

/** Whether anybody wants the channel: `leaving` while nobody does and the server has not answered its subscribe yet. */
export type Demand = 'absent' | 'wanted' | 'lingering' | 'leaving';

/** What the machine knows of a channel. */
export interface State {
  readonly demand: Demand;
  readonly status: SubscriptionState['status'];
}

/** What happens to a channel. */
export type Input =
  /** Somebody subscribed to a stream of it, or unsubscribed. */
  | { readonly type: 'want' | 'release' }
  /** Nobody came back while it lingered. */
  | { readonly type: 'lingerOver' }
  /** There is a connection, and it is this channel's turn to use it. */
  | { readonly type: 'sessionBegan' }
  | { readonly type: 'sessionLost'; readonly cause: PusherError | undefined; readonly heard: number }
  | { readonly type: 'authorized'; readonly authorization: ChannelAuthorization }
  | { readonly type: 'accepted'; readonly frame: WireFrame }
  /** By the server, or by whoever authorizes. */
  | { readonly type: 'refused'; readonly cause: PusherError }
  /** The server did not answer. */
  | { readonly type: 'timedOut'; readonly cause: PusherError }
  /** The connection is not tried again by itself. */
  | { readonly type: 'connectionFailed'; readonly cause: PusherError };

/** What has to be done. */
export type Output =
  /** Want the connection, or ask for it anew. */
  | 'hold'
  /** Let the connection go, if no channel is wanted any more. */
  | 'letGo'
  /** Queue the channel for its turn on the connection. */
  | 'begin'
  | 'authorize'
  /** Write `pusher:subscribe`, and wait for the answer. */
  | 'subscribe'
  /** Stop what is under way: an authorization, or the wait for the server's answer. */
  | 'stop'
  /** Write `pusher:unsubscribe`. */
  | 'unsubscribe'
  | 'startLinger'
  | 'stopLinger'
  /** Remember since when a subscription that is still wanted is gone. */
  | 'startOutage'
  /** What the kind of the channel keeps of a subscription is out of date. */
  | 'expire'
  /** Take the channel out of the registry. */
  | 'remove'
  /** Tell who watches the channel. */
  | 'tell'
  /** Give the error to everybody who wants the channel. */
  | 'fail';

/** What does it. */
export type Effect = (subscription: ChannelSubscription, input: Input) => void;
export type Effects<O extends Output> = Readonly<Record<O, Effect>>;

/** Somebody who wants a channel, and hears of its failure. */
export interface Consumer {
  error(cause: PusherError): void;
  /** Is not gone after a failure: it takes part in the next attempt, and starts none. */
  readonly stays?: true;
}

export const UNSUBSCRIBED: SubscriptionState = { status: 'unsubscribed' };
export const SUBSCRIBED: SubscriptionState = { status: 'subscribed' };

/**
 * A wanted channel. It is a record rather than a chain of operators, for there may be 100,000 of them; each field holds the
 * last value of what a stream would carry. `demand` and `state` are written by the registry alone, as `step` says.
 */
export interface ChannelSubscription {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly consumers: Listeners<Consumer>;
  /** Listeners of the channel itself, once there has been one. */
  all: Listeners<Subscriber<ChannelEvent>> | undefined;
  /** Listeners of one event, by its name. */
  readonly events: ListenersByName<unknown>;
  readonly presence: Presence | undefined;
  readonly cache: Cache | undefined;
  /** What the kind of the channel adds, in the order in which events pass. */
  readonly kinds: readonly Kind[];
  demand: Demand;
  state: SubscriptionState;
  /** The authorization under way. */
  authorizing: Subscription | undefined;
  /** Since when, and why, a subscription that is still wanted is gone. */
  outage: Omit<Outage, 'to'> | undefined;
  /** The last `subscription_count`. */
  count: number | undefined;
  /** Frames that came before the success, and need what it brings. */
  early: WireFrame[] | undefined;
}

/** What a kind of channel is made of. */
export type Parts = Pick<ChannelSubscription, 'presence' | 'cache' | 'kinds'>;

// What each frame looks at comes first, and so lies in one line of the cache.
export const createSubscription = (name: string, kind: ChannelKind, parts: Parts): ChannelSubscription => ({
  state: UNSUBSCRIBED,
  kinds: parts.kinds,
  events: new ListenersByName(),
  all: undefined,
  name,
  kind,
  consumers: new Listeners(),
  presence: parts.presence,
  cache: parts.cache,
  demand: 'absent',
  authorizing: undefined,
  outage: undefined,
  count: undefined,
  early: undefined,
});
