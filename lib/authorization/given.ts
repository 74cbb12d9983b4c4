import type { ObservableInput } from 'rxjs';
import { catchError, defaultIfEmpty, defer, from, of, take, throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import { CallbackError } from '../errors.js';

/**
 * What a function of the user's gives: a plain value, or the first one of a Promise or an Observable, undefined if there
 * is none. Its failure is a `CallbackError` under `name`.
 */
export const given = (name: string, callback: () => unknown): Observable<unknown> =>
  defer(() => {
    const value = callback();
    try {
      return from(value as ObservableInput<unknown>);
    } catch {
      return of(value); // rxjs knows best what it takes for a stream
    }
  }).pipe(
    take(1),
    defaultIfEmpty(undefined),
    catchError((cause: unknown) => throwError(() => new CallbackError(name, cause))),
  );
