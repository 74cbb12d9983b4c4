import { ErrorHandler, inject, NgZone } from '@angular/core';
import type { Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import type { Observable } from 'rxjs';
import { catchError, concat, defer, EMPTY, of, throwError } from 'rxjs';
import { checkEventName } from '../channels/channel.js';
import type { Decoder } from '../channels/decoder.js';
import type {
  AnyChannel,
  Channel,
  EventMap,
  KnownName,
  Members,
  OpenName,
  PresenceChannel,
  SubscriptionState,
} from '../channels/types.js';
import type { ConnectionState } from '../connection/state.js';
import type { ChannelName } from './channel.js';
import { injectThrough } from './channel.js';
import type { Inner } from './channel-through.js';
import { ChannelThrough, UNSUBSCRIBED } from './channel-through.js';
import { injectPusher } from './pusher.js';

/** A channel, its name, or a signal of its name. */
export type ChannelSource = AnyChannel | ChannelName;

/** Options of `injectEvent`. */
export interface EventOptions<T> {
  /** Checks the data; what it refuses goes to `Pusher.errors$`. */
  readonly decoder?: Decoder<T>;
  /** The value before the first event, and again after a change of the channel. Default undefined. */
  readonly initialValue?: T;
}

const throughOf = (source: ChannelSource): ChannelThrough => {
  if (typeof source !== 'object') return injectThrough(source);
  if (source instanceof ChannelThrough) return source;
  const channel = source as unknown as Inner;
  return new ChannelThrough({
    name: () => channel.name,
    present: () => channel,
    through: (stream) => stream(channel),
  });
};

/** Tells the ErrorHandler. One that throws is no reason to lose a signal: rxjs reports it as any unhandled error. */
const injectTell = (): ((error: unknown) => void) => {
  const errors = inject(ErrorHandler);
  return (error) => {
    try {
      errors.handleError(error);
    } catch (thrown) {
      throwError(() => thrown).subscribe();
    }
  };
};

/** A signal asks for change detection by itself: what sets it may be outside of the zone. */
const signalOf = <V>(source$: Observable<V>, initialValue: V): Signal<V> =>
  inject(NgZone).runOutsideAngular(() => toSignal<V, V>(source$, { initialValue }));

/**
 * The last value of a stream of the present channel. It starts afresh with each name, and when there is none. An error is
 * told to the ErrorHandler; the value stays if the channel failed, for it was true, and goes with a name that is wrong.
 */
const injectLast = <T, I>(
  source: ChannelSource,
  stream: (channel: Inner) => Observable<T>,
  initialValue: I,
): Signal<T | I> => {
  const tell = injectTell();
  const last$ = throughOf(source).through<T | I>(
    (channel) =>
      concat(
        of(initialValue),
        defer(() => stream(channel)),
      ).pipe(
        catchError((error: unknown) => {
          tell(error);
          return EMPTY;
        }),
      ),
    (wrong) => {
      if (wrong !== undefined) tell(wrong);
      return of(initialValue);
    },
  );
  return signalOf<T | I>(last$, initialValue);
};

/**
 * The data of the last event of that name, as a signal. It wants the channel until its injector is destroyed. Reading it
 * never throws: the failure of the channel, or what is wrong with the name that a signal gives, goes to Angular's
 * ErrorHandler, once, and is in `injectSubscriptionState`; the next name starts afresh. Throws at the call for names of
 * events of the protocol, and for a fixed name of a channel that is not allowed. For every single event subscribe to
 * `on()` of the channel: a signal keeps the last one alone.
 */
export function injectEvent<E, K extends KnownName<E>>(
  channel: Channel<E>,
  event: K,
  options: EventOptions<E[K]> & { readonly initialValue: E[K] },
): Signal<E[K]>;
/** The same without an initial value: undefined before the first event. */
export function injectEvent<E, K extends KnownName<E>>(
  channel: Channel<E>,
  event: K,
  options?: EventOptions<E[K]>,
): Signal<E[K] | undefined>;
/** The same where the events are not known by type: for a channel by its name, or a signal of one. */
export function injectEvent<T, E = EventMap>(
  channel: ChannelName | Channel<E>,
  event: OpenName<E>,
  options: EventOptions<T> & { readonly initialValue: T },
): Signal<T>;
/** The same, undefined before the first event. */
export function injectEvent<T = unknown, E = EventMap>(
  channel: ChannelName | Channel<E>,
  event: OpenName<E>,
  options?: EventOptions<T>,
): Signal<T | undefined>;
export function injectEvent(
  channel: ChannelSource,
  event: string,
  { decoder, initialValue }: EventOptions<unknown> = {},
): Signal<unknown> {
  checkEventName(event);
  return injectLast(channel, (present) => present.on(event, decoder), initialValue);
}

/** The name of a presence channel, or a signal of one. */
type PresenceName = ChannelName<`presence-${string}`>;

/** Who is on a presence channel, as a signal; undefined until it is known. Wants the channel. */
export const injectMembers = <I = unknown>(
  channel: PresenceName | PresenceChannel<I>,
): Signal<Members<I> | undefined> =>
  injectLast(channel as ChannelSource, ({ members$ }) => members$ as Observable<Members<I>>, undefined);

/** How the subscription of a channel is, as a signal: `failed` also for a name that is wrong. Wants nothing. */
export const injectSubscriptionState = (channel: ChannelSource): Signal<SubscriptionState> =>
  signalOf(throughOf(channel).state$, UNSUBSCRIBED);

/** What the connection is doing, as a signal. Wants nothing. */
export const injectConnectionState = (): Signal<ConnectionState> => {
  const { state$ } = injectPusher();
  return inject(NgZone).runOutsideAngular(() => toSignal(state$, { requireSync: true }));
};
