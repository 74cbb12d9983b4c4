import type { Observable } from 'rxjs';
import { map } from 'rxjs';
import { fromFetch } from '../rx/from-fetch.js';
import { toObservable } from '../rx/invoke.js';
import type { Fetch } from './config.js';

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * A request with the text of its answer. It is read to its end whatever the status: only then is the connection free for the
 * next request.
 */
export const fetchText = (fetch: Fetch, url: string, init: RequestInit): Observable<Answer> =>
  fromFetch(fetch, url, init, (response) =>
    toObservable(response.text()).pipe(map((body) => ({ status: response.status, body }))),
  );
