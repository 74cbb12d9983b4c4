import type { Observable } from 'rxjs';
import { defer, map } from 'rxjs';
import { OptionError } from '../errors.js';
import { parseJson } from '../protocol/codec.js';
import { fromFetch } from '../rx/from-fetch.js';
import { toObservable } from '../rx/invoke.js';
import { assertStatus, SESSION_ENDED, unusable } from './failure.js';
import type { FetchResponse, HttpAuthorization } from './http-authorization.js';
import { retryAfter } from './retry-after.js';
import type { Answer } from './source.js';
import { epoch } from '../rx/clock.js';

type Fields = Readonly<Record<string, string>>;

// A wrong URL or header may hold a token, and the platform's error would repeat it. So it is checked first, and the error is
// our own.
const assertRequest = (endpoint: string, init: RequestInit): void => {
  if (typeof Request === 'undefined') return;
  try {
    new Request(endpoint, init);
  } catch {
    throw new OptionError('endpoint', 'not a whole URL, or a wrong header');
  }
};

/** One POST by `fetch`; unsubscribing aborts it. */
export const ajax = (
  endpoint: string,
  { headers, credentials, fetch }: HttpAuthorization,
  dynamicHeaders: Fields | undefined,
  body: string,
  jitter: number,
): Observable<Answer> =>
  defer(() => {
    const init = {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers, ...dynamicHeaders },
      body,
      ...(credentials && { credentials }),
    } as const;
    assertRequest(fetch === undefined ? endpoint : 'http://any', init);
    return fromFetch<typeof init, FetchResponse, Answer>(fetch ?? globalThis.fetch, endpoint, init, (response) => {
      const { status, redirected } = response;
      const header = (name: string) => String(response.headers.get(name));
      const after = retryAfter(header('retry-after'), header('date'), epoch());
      assertStatus(status, jitter, after, redirected);
      return toObservable(response.text()).pipe(
        map((text) => {
          const json = parseJson(text);
          if (json._tag === 'Right') return { status, data: json.right };
          throw unusable(`not JSON${redirected ? ', after a redirect' : ''}${SESSION_ENDED}`, status);
        }),
      );
    });
  });
