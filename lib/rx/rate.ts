import { defer, ignoreElements, of, tap } from 'rxjs';
import type { Observable } from 'rxjs';
import { after, now } from './clock.js';

/** At most `limit` in any `length` ms, wherever they begin. */
export interface Rate {
  /** Ms until the next one may be; 0 for now. */
  delay(): number;
  count(): void;
  /** Forgets those that were counted. */
  reset(): void;
  /** Completes when the next one may be, and counts it. */
  readonly turn$: Observable<never>;
}

export const createRate = (limit: number, length: number): Rate => {
  let times: number[] = [];
  const delay = () => Math.max(0, (times[times.length - limit] ?? -Infinity) + length - now());
  const count = () => {
    // Without a limit nothing needs to be known.
    if (limit === Infinity) return;
    times.push(now());
    if (times.length > limit) times.shift();
  };
  return {
    delay,
    count,
    reset: () => {
      times = [];
    },
    turn$: defer(() => (delay() > 0 ? after(delay()) : of(0))).pipe(tap(count), ignoreElements()),
  };
};
