import type { ObservableInput } from 'rxjs';
import { from, map, tap } from 'rxjs';
import type { HttpFetch } from '../../lib/http/index.js';

/** The platform's `fetch`, which tells whenever something of an answer is heard. */
export const heardFetch =
  (heard: () => void): HttpFetch =>
  (url, request) =>
    from(fetch(url, request)).pipe(
      map(({ status, body }) => ({
        status,
        body: body === null ? null : from(body as unknown as ObservableInput<Uint8Array>).pipe(tap(heard)),
      })),
    );
