import type { Observable } from 'rxjs';
import { catchError, defer, filter, map, merge, NEVER, of, race, ReplaySubject, scan, switchMap, take } from 'rxjs';
import { tap, throwError, timer } from 'rxjs';

export interface Staggered {
  /** How long (ms) one may be without a value before the next is tried beside it. */
  readonly after: number;
  /** Whether an error says that there is no sense in trying the others. */
  readonly isFinal: (error: unknown) => boolean;
  /** The error where all have failed, in their order. */
  readonly failure: (errors: readonly unknown[]) => unknown;
}

/**
 * Tries one source after another, the next as soon as the one before has failed, or has had no value for `after` ms. The
 * first to have a value is the one: the others are unsubscribed before it is heard. Errors when all have failed.
 */
export const staggered = <T>(
  sources: readonly Observable<T>[],
  { after, isFinal, failure }: Staggered,
): Observable<T> =>
  defer(() => {
    const failed = new ReplaySubject<readonly [index: number, error: unknown]>(sources.length);

    /** When the source of that index is due. */
    const due = (index: number): Observable<unknown> =>
      index === 0
        ? of(0)
        : due(index - 1).pipe(
            switchMap(() => merge(timer(after), failed.pipe(filter(([which]) => which === index - 1)))),
            take(1),
          );

    const contestants = sources.map((source, index) => {
      let first = false;
      return due(index).pipe(
        switchMap(() => source),
        tap(() => (first = true)),
        catchError((error: unknown) => {
          if (first || isFinal(error)) return throwError(() => error);
          failed.next([index, error]);
          return NEVER;
        }),
      );
    });
    const none$ = failed.pipe(
      scan((errors, [index, error]) => Object.assign([...errors], { [index]: error }), [] as unknown[]),
      filter((errors) => Object.keys(errors).length === sources.length),
      map((errors) => {
        throw failure(errors);
      }),
    );
    return race(none$, ...contestants);
  });
