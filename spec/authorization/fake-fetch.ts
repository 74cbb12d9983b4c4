import type { Observable } from 'rxjs';
import { catchError, defer, map, of } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import { AuthorizationError } from '../../lib/authorization/index.js';
import type { Fetch, FetchResponse } from '../../lib/authorization/index.js';

export const respond = (
  status: number,
  data: unknown = {},
  headers: Readonly<Record<string, string>> = {},
): FetchResponse => ({
  status,
  headers: { get: (name) => headers[name] ?? null },
  text: () => of(JSON.stringify(data)),
});

/** What a response needs to be an authorization. */
export const granted = respond(200, { auth: 'key:signature' });

/** A `fetch` that is answered by marbles, one string a request, the last one for all that follow; it keeps what was asked. */
export const fakeFetch = (
  { cold }: Pick<Parameters<Parameters<TestScheduler['run']>[0]>[0], 'cold'>,
  marbles: readonly string[],
  responses: Readonly<Record<string, FetchResponse>> = { g: granted },
) => {
  const requests: { url: string; body: string; headers: Record<string, string> }[] = [];
  const answers: Observable<FetchResponse>[] = [];
  const fetch: Fetch = (url, { body, headers }) =>
    defer(() => {
      const next = cold(marbles[Math.min(requests.length, marbles.length - 1)] ?? '', responses, new Error('offline'));
      requests.push({ url, body, headers });
      answers.push(next);
      return next;
    });
  return { fetch, requests, answers };
};

/** An outcome as one short text, so that marbles can compare it. */
export const told = (outcome$: Observable<{ auth: string }>): Observable<string> =>
  outcome$.pipe(
    map(({ auth }) => auth),
    catchError((error: unknown) =>
      of(
        error instanceof AuthorizationError
          ? [error._tag, error.channel, error.status].filter((part) => part !== undefined).join(' ')
          : `untyped ${String(error)}`,
      ),
    ),
  );
