import type { Signal } from '@angular/core';
import type { Observable } from 'rxjs';
import { concat, map, of, switchMap, take, timer } from 'rxjs';
import { signalOf } from './made.js';
import type { ClientChoice } from './pusher.js';
import { injectPusher } from './pusher.js';
import type { Since } from './since.js';
import { sinceOf } from './since.js';
import { now } from '../rx/clock.js';

const SECOND = 1_000;

/** Whole seconds, counted down to 0, where it is known how many there are. */
const countdown = ({ state, at }: Since): Observable<number | undefined> => {
  if (state.status !== 'waiting' || state.delay === Infinity) return of(undefined);
  // A clock that was set meanwhile says nothing.
  const left = Math.min(Math.max(at + state.delay - now(), 0), state.delay);
  const seconds = Math.ceil(left / SECOND);
  const rest$ = timer(left - (seconds - 1) * SECOND, SECOND).pipe(
    take(seconds),
    map((n) => seconds - 1 - n),
  );
  return seconds === 0 ? of(0) : concat(of(seconds), rest$);
};

/**
 * Seconds until the next attempt at a connection, as a signal: whole ones, rounded up, down to 0. Undefined while none is
 * waited for, and where the option `reconnect` is a function, which alone knows. Wants nothing.
 */
export const injectCountdown = (choice?: ClientChoice): Signal<number | undefined> =>
  signalOf<number | undefined>(sinceOf(injectPusher(choice)).pipe(switchMap(countdown)), undefined);
