import { asyncScheduler, defer, tap, timer } from 'rxjs';
import type { Observable } from 'rxjs';

/** The time of day, in ms since the epoch. To be shown, never to measure with: people and machines set that clock. */
export const epoch = (): number => asyncScheduler.now();

/** The frames of a `TestScheduler` begin at 0; the time of day is beyond this (ms, in 1973). */
const VIRTUAL_UNTIL = 1e11;

/** On a device whose clock begins in 1970, `Date` says the same as the scheduler; under a `TestScheduler` it does not. */
const isVirtual = (time: number): boolean => time < VIRTUAL_UNTIL && Math.abs(Date.now() - time) > 1_000;

const platform = globalThis as { readonly performance?: { now(): number } };

let last = 0;
let ahead = 0;

/**
 * A time in ms that never goes back and is not set: for differences only. Virtual time and fake timers drive it. It may stand
 * still while the machine sleeps.
 */
export const now = (): number => {
  const time = epoch();
  if (isVirtual(time)) return time;
  const present = (platform.performance?.now() ?? time) + ahead;
  // Only without `performance`, or where a test puts another in its place.
  if (present < last) ahead += last - present;
  return (last = Math.max(last, present));
};

/**
 * Emits after that many ms, when `now()` has moved on by at least as many: some fake timers do not move `performance` (those
 * of Angular's `fakeAsync`), and whoever waits and then looks at the clock again would wait for ever.
 */
export const after = (ms: number): Observable<0> =>
  defer(() => {
    const due = now() + ms;
    return timer(ms).pipe(
      tap(() => {
        ahead += Math.max(0, due - now());
      }),
    );
  });
