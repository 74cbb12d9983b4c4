import type { Observable } from 'rxjs';
import { catchError, concat, defer, ignoreElements, throwError, timer } from 'rxjs';
import { backoff } from '../rx/backoff.js';
import { AuthorizationDenied } from './errors.js';
import { failureOf } from './failure.js';
import type { Source } from './source.js';

/** Makes the attempt again as its failures allow, after a growing delay, and once after a refresh; then it errors for good. */
export const persist = <A>(
  attempt: Observable<A>,
  channel: string | undefined,
  { retry: { attempts = 3, minDelay = 1_000, maxDelay = 30_000 } = {}, refresh, timeout }: Omit<Source, 'attempt'>,
): Observable<A> => {
  const run = (count: number, refreshed: boolean): Observable<A> =>
    defer(() => {
      const refresh$ = refreshed ? undefined : refresh?.();
      return attempt.pipe(
        catchError((cause: unknown) => {
          const { kind, again } = failureOf(cause, timeout);
          if (kind === AuthorizationDenied && refresh$ !== undefined) return concat(refresh$, run(count, true));
          if (!again || again.after > maxDelay || count >= attempts) return throwError(() => cause);
          const delay = Math.max(again.after, backoff(count + 1, { minDelay, maxDelay }, again.jitter));
          return concat(timer(delay).pipe(ignoreElements()), run(count + 1, refreshed));
        }),
      );
    });
  return run(0, false).pipe(catchError((cause: unknown) => throwError(() => failureOf(cause, timeout).of(channel))));
};
