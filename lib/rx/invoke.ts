import type { Observable, ObservableInput } from 'rxjs';
import { catchError, defer, from, of, take } from 'rxjs';
import { CallbackError } from '../errors.js';

/** Whatever rxjs takes for a stream (a Promise, an Observable, an iterable) as one, or a plain value as a stream of it. Text is a value. */
export const toObservable = <T>(value: T | ObservableInput<T>): Observable<T> => {
  if (typeof value === 'string') return of(value);
  try {
    return from(value as ObservableInput<T>);
  } catch {
    // rxjs does not take it for a stream.
    return of(value as T);
  }
};

/**
 * Calls a function of the user's for each subscription and emits the first value of its answer, if there is any. If it throws, or
 * its answer errors, this errors with a `CallbackError` that has its name. For one that may also answer with a plain value, wrap
 * the answer in `toObservable`.
 */
export const invoke = <T>(name: string, callback: () => ObservableInput<T>): Observable<T> =>
  defer(callback).pipe(
    take(1),
    catchError((cause: unknown) => {
      throw new CallbackError(name, cause);
    }),
  );
