import { asyncScheduler, defer, tap, timer } from 'rxjs';
import type { Observable } from 'rxjs';

/** Time since the epoch in ms, as the platform has it: to tell people, never to measure, for clocks are set. */
export const epoch = (): number => asyncScheduler.now();

/** The time of a `TestScheduler` begins at 0, clocks of this age are beyond this (ms, 1973). */
const VIRTUAL_UNTIL = 1e11;

/** A device whose clock begins in 1970 is told from a `TestScheduler` by its `Date`. */
const isVirtual = (time: number): boolean => time < VIRTUAL_UNTIL && Math.abs(Date.now() - time) > 1_000;

const platform = globalThis as { readonly performance?: { now(): number } };

let last = 0;
let ahead = 0;

/**
 * A time in ms that never goes back, whoever sets the clock of the machine: for differences only. Virtual time drives it,
 * and so do fake timers. Where the machine sleeps it may stand still.
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
 * Emits after that many ms, and then `now()` has moved on by as many: fake timers need not move every clock (those of
 * Angular's `fakeAsync` leave `performance` as it is), and whoever waited and then asks the clock would wait again.
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
