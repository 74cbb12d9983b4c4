import { concatMap, defer, finalize, from, map } from 'rxjs';
import type { Observable } from 'rxjs';
import { OptionError } from '../errors.js';
import { parseJson } from '../protocol/codec.js';
import { assertStatus, unusable } from './failure.js';
import type { Fetch, HttpAuthorization } from './http-authorization.js';
import type { Answer } from './source.js';

type Fields = Readonly<Record<string, string>>;

// What the platform says of a wrong URL or header repeats it, and it may hold a token: that is not passed on.
const assertRequest = (endpoint: string, init: Parameters<Fetch>[1]): void => {
  if (typeof Request === 'undefined') return;
  try {
    new Request(endpoint, init);
  } catch {
    throw new OptionError(
      'endpoint',
      'no URL to ask (outside of browsers it has to be a whole one), or a wrong header',
    );
  }
};

/** One POST by `fetch`, ended by unsubscribing. */
export const ajax = (
  { endpoint, headers, credentials, fetch }: HttpAuthorization & { endpoint: string },
  dynamicHeaders: Fields | undefined,
  body: string,
  jitter: number,
): Observable<Answer> =>
  defer(() => {
    const abort = new AbortController();
    const init = {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers, ...dynamicHeaders },
      body,
      signal: abort.signal,
      ...(credentials && { credentials }),
    } as const;
    assertRequest(fetch === undefined ? endpoint : 'http://any', init);
    return from((fetch ?? globalThis.fetch)(endpoint, init)).pipe(
      concatMap((response) => {
        const { status, redirected } = response;
        assertStatus(status, jitter, (Number(response.headers.get('retry-after')) || 0) * 1_000);
        return from(response.text()).pipe(
          map((text) => {
            const json = parseJson(text);
            if (json._tag === 'Right') return { status, data: json.right };
            // Often it is the page to log in on.
            throw unusable(redirected === true ? 'not JSON, after a redirect' : 'not JSON', status);
          }),
        );
      }),
      // Lets go of the body of a refusal, which nobody has read.
      finalize(() => abort.abort()),
    );
  });
