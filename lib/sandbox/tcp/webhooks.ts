import type { Observable } from 'rxjs';
import { catchError, EMPTY, mergeMap, of, retry, throwError, timeout, timer } from 'rxjs';
import { fromFetch } from 'rxjs/fetch';
import { backoff } from '../../rx/backoff.js';
import type { Post } from '../engine/effect.js';
import { WebhookNotTaken } from '../errors.js';

const ANSWER_WITHIN = 10_000;
const DELAYS = { minDelay: 1_000, maxDelay: Infinity };
// 1 + 2 + 4 + … + 128 s: the five minutes of Pusher, together with the attempts themselves.
const RETRIES = 8;

/** Delivers a webhook, again after growing delays while the answer is not 2xx. Emits the error, if it never is. */
export const post = ({ url, headers, body }: Post): Observable<WebhookNotTaken> =>
  fromFetch(url, {
    method: 'POST',
    headers,
    body,
    // An answer that is not read to its end keeps its socket.
    selector: (response) => response.arrayBuffer().then(() => response),
  }).pipe(
    timeout(ANSWER_WITHIN),
    mergeMap(({ ok, status }) => (ok ? EMPTY : throwError(() => new WebhookNotTaken(url, status)))),
    retry({ count: RETRIES, delay: (_, attempt) => timer(backoff(attempt - 1, DELAYS, 1)) }),
    catchError((cause: unknown) =>
      of(cause instanceof WebhookNotTaken ? cause : new WebhookNotTaken(url, undefined, cause)),
    ),
  );
