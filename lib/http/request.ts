import type { Observable, ObservableInput } from 'rxjs';
import { concat, concatMap, defer, EMPTY, finalize, from, of, tap, throwError } from 'rxjs';
import type { HttpFetch, HttpRequest } from '../connection/transports.js';
import { OptionError } from '../errors.js';
import { HttpTransportError } from './errors.js';

const NO_BYTES = new Uint8Array();

/** The platform's, looked for at the last moment. */
const platformFetch: HttpFetch = (url, request) => {
  const { fetch } = globalThis as { fetch?: HttpFetch };
  if (fetch === undefined) throw new OptionError('transports', 'needs its option fetch where the platform has none');
  return fetch(url, request);
};

/**
 * One POST for each subscription. Emits the bytes of the answer as they come, first none at all, which says that there is
 * an answer; errors where it is a refusal. Unsubscribing aborts it.
 *
 * The type of a body is left to `fetch`, which says text: a page needs no leave for that from the server of another origin,
 * which would cost a round trip for every request, and many a network.
 */
export const post = (url: string, body?: string, fetch: HttpFetch = platformFetch): Observable<Uint8Array> =>
  defer(() => {
    const controller = new AbortController();
    const { signal } = controller;
    let done = false;
    const request: HttpRequest = { method: 'POST', cache: 'no-store', signal, ...(body !== undefined && { body }) };
    return from(fetch(url, request)).pipe(
      concatMap(({ status, body: bytes }) =>
        status < 200 || status > 299
          ? throwError(() => new HttpTransportError(`HTTP request answered with status ${status}`, status))
          : concat(of(NO_BYTES), (bytes as ObservableInput<Uint8Array> | null) ?? EMPTY),
      ),
      tap({ complete: () => (done = true) }),
      // One that is done is not aborted: it would cost the connection.
      finalize(() => done || controller.abort()),
    );
  });
