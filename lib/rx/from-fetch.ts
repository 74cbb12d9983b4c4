import type { Observable, ObservableInput } from 'rxjs';
import { concat, concatMap, defer, finalize, from, take, tap, throwError } from 'rxjs';

/**
 * `fetch`, or a function like it, as a cold observable: one request for each subscription. `read` makes one value of the
 * response; it throws where the response is refused. Emits that value and completes, or errors.
 *
 * The request is aborted when the subscriber leaves before it has its value, and when the response is refused: a body that is
 * never read would keep the connection. A request that is done is not aborted, because that costs as much as all the rest.
 */
export const fromFetch = <I extends object, R, T>(
  fetch: (url: string, init: I & { signal: AbortSignal }) => ObservableInput<R>,
  url: string,
  init: I,
  read: (response: R) => ObservableInput<T>,
): Observable<T> =>
  defer(() => {
    const controller = new AbortController();
    let done = false;
    return concat(
      from(fetch(url, { ...init, signal: controller.signal })).pipe(concatMap(read)),
      // A function like `fetch` may complete without a response.
      throwError(() => new Error('no response')),
    ).pipe(
      take(1),
      tap(() => (done = true)),
      finalize(() => done || controller.abort()),
    );
  });
