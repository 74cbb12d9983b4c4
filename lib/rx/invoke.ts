import type { Observable, ObservableInput } from 'rxjs';
import { catchError, defer, from, of, take } from 'rxjs';
import { CallbackError } from '../errors.js';

/** A plain value, or whatever rxjs takes for a stream (a Promise, an Observable, an iterable), as a stream. Text is a value. */
export const toObservable = <T>(value: T | ObservableInput<T>): Observable<T> => {
  if (typeof value === 'string') return of(value);
  try {
    return from(value as ObservableInput<T>);
  } catch {
    // What is a stream, rxjs decides.
    return of(value as T);
  }
};

/**
 * Calls a function of the user's for each subscription and emits the first value that its answer gives, if it gives any.
 * Where it throws, or its answer errors, this errors with a `CallbackError` that has its name. Where it may also answer
 * with a plain value, `toObservable` goes around the answer.
 */
export const invoke = <T>(name: string, callback: () => ObservableInput<T>): Observable<T> =>
  defer(callback).pipe(
    take(1),
    catchError((cause: unknown) => {
      throw new CallbackError(name, cause);
    }),
  );
