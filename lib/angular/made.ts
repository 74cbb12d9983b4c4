import { ErrorHandler, inject, NgZone } from '@angular/core';
import type { Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import type { Observable } from 'rxjs';
import { concat, defer, filter, merge, NEVER, of, retry, skipWhile, throwError, timer } from 'rxjs';
import type { AnyChannel } from '../channels/types.js';
import type { ChannelName } from './channel.js';
import { injectThrough } from './channel.js';
import type { Inner } from './channel-through.js';
import { ChannelThrough } from './channel-through.js';

/** A channel, its name, or a signal of its name. */
export type ChannelSource = AnyChannel | ChannelName;

export const throughOf = (source: ChannelSource, client?: string): ChannelThrough => {
  if (typeof source !== 'object') return injectThrough(source, client);
  if (source instanceof ChannelThrough) return source;
  const channel = source as unknown as Inner;
  return new ChannelThrough({
    name: () => channel.name,
    present: () => channel,
    through: (stream) => stream(channel),
  });
};

/** Tells the ErrorHandler. One that throws is no reason to lose a signal: rxjs reports it as any unhandled error. */
export const injectTell = (): ((error: unknown) => void) => {
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
export const signalOf = <V>(source$: Observable<V>, initialValue: V): Signal<V> =>
  inject(NgZone).runOutsideAngular(() => toSignal<V, V>(source$, { initialValue }));

const isSubscribed = ({ status }: { readonly status: string }): boolean => status === 'subscribed';

/** When a channel that failed may be heard again: somebody has subscribed to it again, or `delay` ms have passed. */
const again = (channel: Inner, delay: number | undefined): Observable<unknown> =>
  merge(channel.state$.pipe(skipWhile(isSubscribed), filter(isSubscribed)), delay === undefined ? NEVER : timer(delay));

/** What is made of a stream of the present channel, and when it is tried again after a failure (ms). */
interface Made<T, V> {
  readonly source: ChannelSource;
  readonly client?: string | undefined;
  readonly stream: (channel: Inner) => Observable<T>;
  /** Makes values of what comes; does not err. */
  readonly values: (stream$: Observable<T>) => Observable<V>;
  readonly initialValue: V;
  readonly delay?: number | undefined;
}

/**
 * A signal of what comes of the present channel. It starts afresh with each name, and when there is none. An error is told
 * to the ErrorHandler; the value stays if the channel failed, for it was true, and goes with a name that is wrong.
 */
export const injectMade = <T, V>({ source, client, stream, values, initialValue, delay }: Made<T, V>): Signal<V> => {
  const tell = injectTell();
  const lasting = (channel: Inner) =>
    defer(() => stream(channel)).pipe(
      retry({
        delay: (error: unknown) => {
          tell(error);
          return again(channel, delay);
        },
      }),
    );
  const made$ = throughOf(source, client).through<V>(
    (channel) => concat(of(initialValue), values(lasting(channel))),
    (wrong) => {
      if (wrong !== undefined) tell(wrong);
      return of(initialValue);
    },
  );
  return signalOf(made$, initialValue);
};
