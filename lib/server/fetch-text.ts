import type { Observable } from 'rxjs';
import { defer, finalize, from } from 'rxjs';
import type { Fetch } from './config.js';

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

const read = async (fetch: Fetch, url: string, init: RequestInit): Promise<Answer> => {
  const response = await fetch(url, init);
  // The body is read to its end whatever the status: only then is the connection free for the next request.
  return { status: response.status, body: await response.text() };
};

/** `fetch` as a cold observable: one request for each subscription, aborted when it is given up. */
export const fetchText = (fetch: Fetch, url: string, init: RequestInit): Observable<Answer> =>
  defer(() => {
    const controller = new AbortController();
    return from(read(fetch, url, { ...init, signal: controller.signal })).pipe(finalize(() => controller.abort()));
  });
