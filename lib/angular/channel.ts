import { isPlatformServer } from '@angular/common';
import { computed, DestroyRef, inject, PLATFORM_ID } from '@angular/core';
import { toObservable } from '@angular/core/rxjs-interop';
import type { Observable } from 'rxjs';
import { of, ReplaySubject, switchMap, takeUntil } from 'rxjs';
import type { ChannelFor } from '../channels/types.js';
import { CallbackError, PusherError } from '../errors.js';
import type { Inner, Through, Without } from './channel-through.js';
import { ChannelThrough, silent } from './channel-through.js';
import { OUTSIDE } from './outside.js';
import type { ClientChoice } from './pusher.js';
import { injectClient } from './pusher.js';

/** A name, or a signal of one (or any function that reads signals). While it is undefined there is no channel. */
export type ChannelName<N extends string = string> = N | (() => N | undefined);

/** What a function of the name gave: nothing, a name that may be wrong, or its own failure. */
type Given = string | undefined | CallbackError;

const givenBy = (name: () => unknown): Given => {
  try {
    return (name() ?? undefined) as string | undefined;
  } catch (cause) {
    return new CallbackError('the function of the channel name', cause);
  }
};

const asError = (cause: unknown): PusherError =>
  cause instanceof PusherError ? cause : new CallbackError('channel', cause);

/** Follows names. What is wrong with one stands in the place of its channel, and the next name is taken as any other. */
const following =
  (names$: Observable<Given>, channel: (name: Given) => Inner): Through =>
  <T>(stream: (channel: Inner) => Observable<T>, without: Without<T> = silent) => {
    // Who subscribes again after the error waits for another name: `retry` would find the same one, for ever.
    let told: Given;
    return names$.pipe(
      switchMap((given) => {
        if (given === undefined) return without();
        let present: Inner;
        try {
          present = channel(given);
        } catch (cause) {
          if (given === told && without === silent) return silent();
          told = given;
          return without(asError(cause));
        }
        told = undefined;
        return stream(present);
      }),
    );
  };

export const injectThrough = (name: ChannelName, client?: string): ChannelThrough => {
  const pusher = injectClient(client);
  const outside = inject(OUTSIDE);
  const channel = (given: Given) => {
    if (given instanceof CallbackError) throw given;
    return pusher.channel(given ?? '') as unknown as Inner;
  };
  const destroyed$ = new ReplaySubject<void>(1);
  inject(DestroyRef).onDestroy(() => destroyed$.next());

  if (typeof name !== 'function') {
    const fixed = channel(name);
    return new ChannelThrough({
      name: () => name,
      present: () => fixed,
      through: (stream) => stream(fixed).pipe(takeUntil(destroyed$)),
    });
  }
  const given = computed(() => givenBy(name));
  // On a server there is nothing to follow, and nothing to wait for.
  const names$ = isPlatformServer(inject(PLATFORM_ID)) ? of(undefined) : outside.leave(toObservable(given));
  const follow = following(names$, channel);
  return new ChannelThrough({
    name: () => {
      const now = given();
      return now instanceof CallbackError ? '' : (now ?? '');
    },
    present: () => channel(given()),
    through: (stream, without) => outside.stream(follow(stream, without).pipe(takeUntil(destroyed$))),
  });
};

/**
 * The channel of that name. It is that of `Pusher.channel`, but its streams follow the name where that is a signal (they
 * leave the old channel and join the new one) and complete when the injector, that of a component or of a service, is
 * destroyed. Wants nothing by itself. Needs an injection context.
 *
 * Throws if a fixed name is not allowed. One that a signal gives errors the streams, once, and who subscribes again hears
 * of the next name; `state$` and `members$` don't error, and `state$` says `failed` with the cause. Without a name
 * `state$` says `unsubscribed`, the other streams are silent, and the last members are stale.
 */
export function injectChannel<N extends string>(name: ChannelName<N>, choice?: ClientChoice): ChannelFor<N>;
/** The same with the types of its events and of the info of its members said at the call. */
export function injectChannel<N extends string, E, I = unknown>(
  name: ChannelName<N>,
  choice?: ClientChoice,
): ChannelFor<N, E, I>;
export function injectChannel(name: ChannelName, { client }: ClientChoice = {}): unknown {
  return injectThrough(name, client);
}
