import type { Observable } from 'rxjs';
import { catchError, defer, ignoreElements, repeat, take, timer } from 'rxjs';
import { backoff } from '../rx/backoff.js';
import { failureOf } from './failure.js';
import type { Source } from './source.js';

/**
 * Repeats an attempt whose failure may be temporary: after a delay that grows with each, and once after a refresh. The last
 * failure is the error of the channel, or without one of the user.
 */
export const retrying = <A>(
  attempt: Observable<A>,
  channel: string | undefined,
  { retry: { attempts = 3, minDelay = 1_000, maxDelay = 30_000 } = {}, refresh }: Omit<Source, 'attempt'>,
): Observable<A> =>
  defer(() => {
    let count = 0;
    let renew = refresh;
    let refresh$: Observable<never> | undefined;

    // Completes when it is time for the next attempt.
    const pause = (cause: unknown): Observable<never> => {
      const { remedy } = failureOf(cause);
      if (remedy === 'refresh' && refresh$ !== undefined) {
        renew = undefined;
        return refresh$;
      }
      if (typeof remedy !== 'object' || count >= attempts) throw cause;
      const [after, jitter] = remedy;
      if (after > maxDelay) throw cause;
      count += 1;
      return timer(Math.max(after, backoff(count, { minDelay, maxDelay }, jitter))).pipe(ignoreElements());
    };

    return defer(() => {
      refresh$ = renew?.();
      return attempt;
    }).pipe(
      catchError(pause),
      repeat(),
      take(1),
      catchError((cause: unknown) => {
        throw failureOf(cause).errorFor(channel);
      }),
    );
  });
