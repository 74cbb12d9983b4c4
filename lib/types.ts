import type { Observable, Subscription } from 'rxjs';
import type { Decoder } from './channels/decoder.js';
import type { ChannelEvent, ChannelFor, ChannelMap, EventsOf, SubscriptionState } from './channels/types.js';
import type { ConnectionState } from './connection/state.js';
import type { PusherError } from './errors.js';
import type { Frame } from './protocol/frame.js';
import type { User } from './user/user.js';

/**
 * A client of one app. It does nothing by itself: the first channel somebody subscribes to opens the connection, the last
 * one left closes it. Its own streams are passive, watching them wants nothing, and they neither complete nor error.
 */
export interface Pusher<M = ChannelMap> {
  /** The key of the app. */
  readonly key: string;
  /** Replays. What the connection is doing. */
  readonly state$: Observable<ConnectionState>;
  /** Replays. The id of the present connection. */
  readonly socketId$: Observable<string | undefined>;
  /** Replays. Whether the connection has been wanted and absent for `unavailableTimeout` ms. */
  readonly unavailable$: Observable<boolean>;
  /** Replays. Every wanted channel with the state of its subscription; an old map stays as it was. */
  readonly channels$: Observable<ReadonlyMap<string, SubscriptionState>>;
  /** Every frame that comes, decoded, before anything else is done with it. */
  readonly frames$: Observable<Frame>;
  /** The same frames, each when everybody else has heard what it brought. */
  readonly delivered$: Observable<Frame>;
  /** The application events of every wanted channel, once for each frame. */
  readonly events$: Observable<ChannelEvent>;
  /** What no other stream owns: malformed frames, data that does not decode, errors of the server without an owner. */
  readonly errors$: Observable<PusherError>;
  /** The data of the events of one name, whichever wanted channel they come on. Throws for names of the protocol. */
  on<T = unknown>(event: string, decoder?: Decoder<T>): Observable<T>;
  /** Wants the connection, channels or not, until unsubscribed; takes `disconnect()` back. */
  connect(): Subscription;
  /** Closes the connection, whoever wants it, until `connect()`. Eager; emits once when it is closed and completes. */
  disconnect(): Observable<void>;
  /**
   * Round trip of a ping in ms. Eager, replays; errors `Disconnected` where there is no connection, and `ConnectionTimeout`
   * without a pong within `timeout` ms, by default `pongTimeout`. If nothing at all came meanwhile the connection is dropped
   * and made anew: for those who doubt. Throws an `OptionError` for a time-out that is none.
   */
  ping(timeout?: number): Observable<number>;
  /**
   * Writes a frame as it is, at once; false where there is no connection. For servers that know more than the protocol:
   * what the protocol has, this library writes by itself.
   */
  send(event: string, data: unknown, channel?: string): boolean;
  /** The channel of that name. Throws if the name, or the use of it, is not allowed. */
  channel<N extends string>(name: N): ChannelFor<N, EventsOf<M, N>>;
  /** The same with the types of its events and of the info of its members said at the call. */
  channel<N extends string, E, I = unknown>(name: N): ChannelFor<N, E, I>;
  /** The user this client signs in as. Subscribing to it signs in. */
  readonly user: User;
}
