import type { Observable } from 'rxjs';
import { catchError, defer, map, retry, throwError, timeout, timer } from 'rxjs';
import { parseJson } from '../protocol/codec.js';
import { backoff } from '../rx/backoff.js';
import { VERSION } from '../version.js';
import type { Settings } from './config.js';
import { ApiAnswerError, ApiError, ApiTimeout, ApiUnreachable } from './errors.js';
import type { Answer } from './fetch-text.js';
import { fetchText } from './fetch-text.js';
import { jsonText } from './json-text.js';
import type { Params, SignedRequest } from './signed-url.js';
import { checkParams, signedUrl, wirePath } from './signed-url.js';
import { epoch } from '../rx/clock.js';

export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  /** Below `/apps/APP_ID`. */
  readonly path: string;
  readonly params?: Params;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Whether it does no harm to be made twice. Default: a GET's is true. */
  readonly repeatable?: boolean;
}

/** A value of an answer, with what is needed to say where it came from. */
export interface ApiAnswer extends Answer {
  readonly request: SignedRequest;
  readonly value: unknown;
}

const HEADERS = { 'x-pusher-library': `rx-pusher ${VERSION}` };

const canRepeat = (error: unknown): boolean =>
  error instanceof ApiUnreachable || error instanceof ApiTimeout || (error instanceof ApiError && error.status >= 500);

// Some runtimes put the URL into the errors of fetch, and with it the signature. Such an error is told in its own words.
const withoutUrl = (cause: unknown): unknown => {
  if (!(cause instanceof Error)) return cause;
  const told = [cause.message, cause.stack, ...(Object.values(cause) as unknown[]), cause.cause].map(String).join('\n');
  if (!told.includes('auth_signature')) return cause;
  const plain = new Error(
    cause.message.replace(/\S+/g, (word) => (word.includes('auth_signature') ? 'the API' : word)),
  );
  return Object.assign(plain, { name: cause.name, stack: undefined, code: (cause as { code?: unknown }).code });
};

const parse = (request: SignedRequest, { status, body }: Answer): ApiAnswer => {
  const { method, path } = request;
  if (status < 200 || status >= 300) throw new ApiError(method, path, status, body);
  if (body === '') return { request, status, body, value: {} };
  const value = parseJson(body);
  if (value._tag === 'Left') throw new ApiAnswerError(method, path, body, ['not JSON']);
  // soketi answers its errors with a status of 200.
  const { error, code } = (value.right ?? {}) as { error?: unknown; code?: unknown };
  if (error !== undefined && typeof code === 'number') throw new ApiError(method, path, code, body);
  return { request, status, body, value: value.right };
};

/** One request to the API for each subscription, and again where `retry` says so, each time signed for its time. */
export const sendRequest = (settings: Settings, { repeatable, ...request }: ApiRequest): Observable<ApiAnswer> => {
  const { method } = request;
  const path = wirePath(settings, request.path);
  const body = request.body === undefined ? undefined : jsonText('body', request.body);
  const signed: SignedRequest = { method, path, params: checkParams(request.params ?? {}), body };
  const init: RequestInit = {
    method,
    // A signature is meant for the server it was made for.
    redirect: 'manual',
    headers: body === undefined ? HEADERS : { ...HEADERS, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body }),
  };
  const { attempts, publishes } = settings.retry;

  return defer(() =>
    fetchText(settings.fetch, signedUrl(settings, Math.floor(epoch() / 1000), signed), init),
  ).pipe(
    catchError((cause: unknown) => throwError(() => new ApiUnreachable(method, path, withoutUrl(cause)))),
    timeout({
      first: settings.timeout,
      with: () => throwError(() => new ApiTimeout(method, path, settings.timeout)),
    }),
    map((answer) => parse(signed, answer)),
    retry({
      count: (repeatable ?? method === 'GET') || publishes ? attempts : 0,
      delay: (error: unknown, attempt) =>
        canRepeat(error) ? timer(backoff(attempt - 1, settings.retry, settings.random(), 0)) : throwError(() => error),
    }),
  );
};
