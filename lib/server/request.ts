import type { Observable } from 'rxjs';
import { catchError, defer, map, retry, throwError, timeout, timer } from 'rxjs';
import { backoff } from '../rx/backoff.js';
import { epoch } from '../rx/clock.js';
import { VERSION } from '../version.js';
import type { ApiAnswer, Asked } from './answer.js';
import { successOf } from './answer.js';
import { apiPath } from './api-path.js';
import type { Settings } from './config.js';
import { ApiError, ApiTimeout, ApiUnreachable } from './errors.js';
import { fetchText } from './fetch-text.js';
import { jsonText } from './json-text.js';
import type { Params } from './params.js';
import { textParams } from './params.js';
import type { SignedRequest } from './signed-url.js';
import { signedUrl } from './signed-url.js';
import { withoutSignature } from './without-signature.js';

export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  /** Below `/apps/APP_ID`. */
  readonly path: string;
  readonly params?: Params | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Whether it does no harm to be made twice. Default: a GET's is true. */
  readonly repeatable?: boolean;
}

const HEADERS = { 'x-pusher-library': `rx-pusher ${VERSION}` };

const canRepeat = (error: unknown): boolean =>
  error instanceof ApiUnreachable || error instanceof ApiTimeout || (error instanceof ApiError && error.status >= 500);

/** One request to the API for each subscription, and again where `retry` says so, each time signed for its time. */
export const sendRequest = (settings: Settings, { repeatable, ...request }: ApiRequest): Observable<ApiAnswer> => {
  const { method } = request;
  const path = apiPath(settings, request.path);
  const body = request.body === undefined ? undefined : jsonText('body', request.body);
  const signed: SignedRequest = { method, path, params: textParams(request.params), body };
  const asked: Asked = { method, path: `${settings.prefix}${path}` };
  const host = settings.origin.replace(/^https?:\/\//, '');
  const init: RequestInit = {
    method,
    // A signature is meant for the server it was made for.
    redirect: 'manual',
    headers: body === undefined ? HEADERS : { ...HEADERS, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body }),
  };
  const { attempts, publishes } = settings.retry;

  return defer(() => fetchText(settings.fetch, signedUrl(settings, Math.floor(epoch() / 1000), signed), init)).pipe(
    catchError((cause: unknown) =>
      throwError(() => new ApiUnreachable(method, asked.path, withoutSignature(cause), host)),
    ),
    timeout({
      first: settings.timeout,
      with: () => throwError(() => new ApiTimeout(method, asked.path, settings.timeout, host)),
    }),
    map((answer) => successOf(asked, answer)),
    retry({
      count: (repeatable ?? method === 'GET') || publishes ? attempts : 0,
      delay: (error: unknown, attempt) =>
        canRepeat(error) ? timer(backoff(attempt - 1, settings.retry, settings.random(), 0)) : throwError(() => error),
    }),
  );
};
