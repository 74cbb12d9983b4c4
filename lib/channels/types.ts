import type { Observable } from 'rxjs';
import type { PusherError } from '../errors.js';
import type { Decoder } from './decoder.js';

/**
 * Where the subscription of a channel is. `unsubscribed` also while it is wanted and there is no connection; `failed`
 * until it is wanted anew, for as long as somebody watches.
 */
export type SubscriptionState =
  | { readonly status: 'unsubscribed' }
  | { readonly status: 'authorizing' }
  | { readonly status: 'subscribing' }
  | { readonly status: 'subscribed' }
  | { readonly status: 'failed'; readonly cause: PusherError };

/** What happens to a channel, one step after another. */
export type ChannelLifecycle =
  /** Somebody subscribed to a stream of it: the first one, or the first after a failure. */
  | { readonly type: 'wanted' }
  /** Its signature is asked for. */
  | { readonly type: 'authorizing' }
  /** The server is asked for it. */
  | { readonly type: 'subscribing' }
  /**
   * The server has accepted. `data` is what the frame carried, parsed; `anew` says that it was subscribed before and wanted
   * all along; `members` is the list of a presence channel.
   */
  | { readonly type: 'subscribed'; readonly data: unknown; readonly anew: boolean; readonly members?: Members }
  /** After `subscribed`, where it is anew: the gap. */
  | { readonly type: 'resumed'; readonly outage: Outage }
  /** The connection is gone, and with it the subscription or the attempt; undefined after `disconnect()`. */
  | { readonly type: 'unsubscribed'; readonly cause: PusherError | undefined }
  /** Refused, not answered, or the connection has failed. Those who wanted it get the error. */
  | { readonly type: 'failed'; readonly cause: PusherError }
  /** The server has counted its subscriptions. */
  | { readonly type: 'count'; readonly count: number }
  /** The server's cache of it is empty. */
  | { readonly type: 'cache-miss' }
  /** Nobody wants it any more. */
  | { readonly type: 'left' };

/** An application event. */
export interface ChannelEvent<T = unknown, K extends string = string> {
  /** The name of the event. */
  readonly event: K;
  /** The name of the channel. */
  readonly channel: string;
  /** Parsed: what was JSON is a value, anything else the text. */
  readonly data: T;
  /** The wire's own text (decrypted where encrypted); undefined where the wire carried a value. */
  readonly raw: string | undefined;
  /** Who sent it: only on client events of presence channels. */
  readonly userId?: string;
}

/** A gap in a subscription that was wanted all along; times in ms since the epoch. */
export interface Outage {
  /** When anything was last heard on the connection that was lost, or a little before: all that was missed came after. */
  readonly from: number;
  /** When the channel was subscribed again. */
  readonly to: number;
  /** Why the connection was lost; undefined after `disconnect()`. */
  readonly cause: PusherError | undefined;
}

/** A member of a presence channel. */
export interface Member<I = unknown> {
  /** Unique on the channel: one member, however many connections they have. */
  readonly id: string;
  /** The `user_info` of the authorization. */
  readonly info: I;
}

/** Who is there, as one immutable snapshot in the server's order. */
export interface Members<I = unknown> extends Iterable<Member<I>> {
  /** The member that this connection joined as. */
  readonly me: Member<I>;
  /** How many there are. */
  readonly count: number;
  /** Whether the subscription it comes from is gone, so that it may be out of date. */
  readonly stale: boolean;
  /** The member of that id. */
  get(id: string): Member<I> | undefined;
  /** Whether there is a member of that id. */
  has(id: string): boolean;
}

/** Events of a channel with the types of their data: `{ tick: Tick }`. As it stands, open: any name, unknown data. */
export type EventMap = Record<string, unknown>;
/** Channels of a client with their event maps: ``{ prices: {…}; [x: `private-order-${string}`]: {…} }``. As it stands, open. */
export type ChannelMap = Record<string, object>;
/** Whether an event map allows any name. */
export type IsOpen<E> = string extends keyof E ? true : false;
/** The names of events where the map is open: any. Otherwise none. */
export type OpenName<E> = IsOpen<E> extends true ? string : never;
/** The names of events that the map lists. None where it is open. */
export type KnownName<E> = IsOpen<E> extends true ? never : keyof E & string;
/** The event map of the channel `N` in the channel map `M`; the open one for channels not in it. */
export type EventsOf<M, N extends string> = string extends keyof M ? EventMap : N extends keyof M ? M[N] : EventMap;
/** An event of a channel, told by its name where the event map lists them. */
export type EventIn<E> =
  IsOpen<E> extends true ? ChannelEvent : { [K in keyof E & string]: ChannelEvent<E[K], K> }[keyof E & string];

/** Any channel, whatever its kind and its events. */
export interface AnyChannel extends Observable<ChannelEvent> {
  /** As it was asked for. */
  readonly name: string;
  /** Passive, replays. Where the subscription is. */
  readonly state$: Observable<SubscriptionState>;
  /** Passive. What happens to it from now on. */
  readonly lifecycle$: Observable<ChannelLifecycle>;
}

/**
 * A channel is the observable of its events. Subscribing, to it or to any active stream of it, subscribes on the
 * server: once, however many subscribe. When the last one has left, and `linger` ms have passed, it is unsubscribed.
 *
 * The streams don't complete. They error when the subscription fails (authorization, rejection, time-out) or the
 * connection does; `retry` and `catchError` start afresh.
 */
export interface Channel<E = EventMap> extends Observable<EventIn<E>> {
  /** As it was asked for. */
  readonly name: string;
  /** Passive: watching wants nothing. Emits the present state and every change; never errors. */
  readonly state$: Observable<SubscriptionState>;
  /**
   * Passive: watching wants nothing. Emits what happens to the channel from now on, replays nothing, never errors or completes.
   * The other streams of the channel's state are parts of it.
   */
  readonly lifecycle$: Observable<ChannelLifecycle>;
  /** Active. Emits the last count there was and every new one, where the app has subscription counts enabled. */
  readonly subscriptionCount$: Observable<number>;
  /** Active. Emits at each resubscription after a gap, never at the first: time to refetch what was missed. */
  readonly resumed$: Observable<Outage>;
  /**
   * Active. Emits the data of each event of that name, decoded if a decoder is given; what it refuses goes to
   * `Pusher.errors$` as a `DecodeError` and the stream goes on. Throws at the call for names of the protocol.
   */
  on<T>(event: OpenName<E> | KnownName<E>, decoder: Decoder<T>): Observable<T>;
  /** The data of an event that the event map lists. Not checked: the map is taken at its word. */
  on<K extends KnownName<E>>(event: K): Observable<E[K]>;
  /** The data of any event. Not checked: `T` is taken at its word. */
  on<T = unknown>(event: OpenName<E>): Observable<T>;
}

/** A `private-` channel: each subscription is authorized, and clients may send events. */
export interface PrivateChannel<E = EventMap> extends Channel<E> {
  /**
   * Sends a client event, at once (eager, like `Subject.next`): written when the channel is subscribed and the pace
   * (10 a second for each connection) allows. Completes when it is written; errors if it cannot be within
   * `subscriptionTimeout` ms, with the channel, or on `disconnect()`. The outcome is replayed; unsubscribing cancels
   * nothing. Throws at the call if the name does not begin `client-` or the data is not JSON.
   */
  trigger<K extends Extract<KnownName<E>, `client-${string}`>>(event: K, data: E[K]): Observable<void>;
  /** The same for an open event map: any name that begins `client-`. */
  trigger(event: IsOpen<E> extends true ? `client-${string}` : never, data: unknown): Observable<void>;
}

/** A `presence-` channel: a private one whose members are known to each other. Pusher takes up to 100. */
export interface PresenceChannel<I = unknown, E = EventMap> extends PrivateChannel<E> {
  /** Active, replays the present snapshot; across a reconnect the last one stays, `stale`. Never errors or completes. */
  readonly members$: Observable<Members<I>>;
  /** Active. Emits each member that was not there before; not for the first list. */
  readonly joined$: Observable<Member<I>>;
  /** Active. Emits each member that is there no more. */
  readonly left$: Observable<Member<I>>;
}

/** A `private-encrypted-` channel: only its members can read it, the server cannot. Clients can't send events there. */
export interface EncryptedChannel<E = EventMap> extends Channel<E> {
  /** Tells it from a private channel. */
  readonly encrypted: true;
}

/** What `cache-` adds to the kind of a channel: who joins is sent the last event at once. */
export interface Cached {
  /** Active. Emits when the server says that its cache is empty, and at subscription while that is known. */
  readonly cacheMiss$: Observable<void>;
}

/** The kind of a channel is in its name. A name typed only `string` gives the base; guards as `isPresenceName` narrow it. */
export type ChannelFor<N extends string, E = EventMap, I = unknown> = N extends `private-encrypted-cache-${string}`
  ? EncryptedChannel<E> & Cached
  : N extends `private-encrypted-${string}`
    ? EncryptedChannel<E>
    : N extends `private-cache-${string}`
      ? PrivateChannel<E> & Cached
      : N extends `private-${string}`
        ? PrivateChannel<E>
        : N extends `presence-cache-${string}`
          ? PresenceChannel<I, E> & Cached
          : N extends `presence-${string}`
            ? PresenceChannel<I, E>
            : N extends `cache-${string}`
              ? Channel<E> & Cached
              : Channel<E>;
