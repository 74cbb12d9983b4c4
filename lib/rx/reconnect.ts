import { defer } from 'rxjs';
import type { Observable } from 'rxjs';
import { catchError, repeat, tap } from 'rxjs';
import { now } from './clock.js';

/** How attempts follow one another. */
export interface Reconnect<T> {
  /** The attempt of that number; 1 is the first. */
  readonly attempt: (count: number) => Observable<T>;
  /** What is emitted between a failed attempt and number `count`. Its completion starts that attempt, its error ends all. */
  readonly pause: (cause: unknown, count: number) => Observable<T>;
  /** Whether a value says that the attempt succeeded. */
  readonly isUp: (value: T) => boolean;
  /** How long (ms) an attempt must have been up for the count to begin afresh. */
  readonly minUptime: number;
}

/** One attempt after another until unsubscribed, with a pause between any two. */
export const reconnect = <T>({ attempt, pause, isUp, minUptime }: Reconnect<T>): Observable<T> =>
  defer(() => {
    let count = 1;
    let upSince = Infinity;
    return defer(() => attempt(count)).pipe(
      tap((value) => {
        if (isUp(value)) upSince = now();
      }),
      catchError((cause: unknown) => {
        count = now() - upSince >= minUptime ? 1 : count + 1;
        upSince = Infinity;
        return pause(cause, count);
      }),
      repeat(),
    );
  });
