import type { Observable } from 'rxjs';
import { defer, from, map, mergeMap, tap } from 'rxjs';
import type { Fetch } from './config.js';

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** `fetch` as a cold observable: one request for each subscription, aborted when it is given up. */
export const fetchText = (fetch: Fetch, url: string, init: RequestInit): Observable<Answer> =>
  defer(() => {
    const controller = new AbortController();
    return from(fetch(url, { ...init, signal: controller.signal })).pipe(
      // Read to its end whatever the status: only then is the connection free for the next request.
      mergeMap((response) => from(response.text()).pipe(map((body) => ({ status: response.status, body })))),
      // Not `finalize`: to abort what is done costs as much as all the rest of this.
      tap({ unsubscribe: () => controller.abort() }),
    );
  });
