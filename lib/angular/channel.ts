import { computed, DestroyRef, inject } from '@angular/core';
import { toObservable } from '@angular/core/rxjs-interop';
import { NEVER, ReplaySubject, switchMap, takeUntil } from 'rxjs';
import type { ChannelFor } from '../channels/types.js';
import type { Inner } from './channel-through.js';
import { ChannelThrough } from './channel-through.js';
import { injectPusher } from './pusher.js';

/** A name, or a signal of one (or any function that reads signals). While it is undefined there is no channel. */
export type ChannelName<N extends string = string> = N | (() => N | undefined);

export const injectThrough = (name: ChannelName): ChannelThrough => {
  const pusher = injectPusher();
  const channel = (present: string) => pusher.channel(present) as unknown as Inner;
  const destroyed$ = new ReplaySubject<void>(1);
  inject(DestroyRef).onDestroy(() => destroyed$.next());

  if (typeof name === 'string') {
    const fixed = channel(name);
    return new ChannelThrough(
      () => fixed,
      (stream) => stream(fixed).pipe(takeUntil(destroyed$)),
    );
  }
  const present = computed(name);
  const names$ = toObservable(present);
  return new ChannelThrough(
    () => channel(present() ?? ''),
    (stream) =>
      names$.pipe(
        switchMap((now) => (now === undefined ? NEVER : stream(channel(now)))),
        takeUntil(destroyed$),
      ),
  );
};

/**
 * The channel of that name. It is that of `Pusher.channel`, but its streams follow the name where that is a signal (they
 * leave the old channel and join the new one) and complete when the injector, that of a component or of a service, is
 * destroyed. Wants nothing by itself. Needs an injection context. Throws if a fixed name is not allowed;
 * one that a signal gives errors the streams.
 */
export function injectChannel<N extends string>(name: ChannelName<N>): ChannelFor<N>;
/** The same with the types of its events and of the info of its members said at the call. */
export function injectChannel<N extends string, E, I = unknown>(name: ChannelName<N>): ChannelFor<N, E, I>;
export function injectChannel(name: ChannelName): unknown {
  return injectThrough(name);
}
