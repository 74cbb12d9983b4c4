import { HttpClient, HttpErrorResponse, HttpHeaders } from '@angular/common/http';
import type { HttpResponse } from '@angular/common/http';
import { inject } from '@angular/core';
import type { Observable } from 'rxjs';
import { catchError, map, of, throwError } from 'rxjs';
import type { ChannelAuthorizer } from '../authorization/authorizer.js';
import type { Fetch, FetchResponse, HttpAuthorization } from '../authorization/http-authorization.js';
import type { Rule } from '../option-rules.js';
import { checkOptions, either, OBJECT, TEXT } from '../option-rules.js';
import type { PusherFeature } from './feature.js';
import { withOptions } from './feature.js';

/**
 * An endpoint that HttpClient asks: everything that the options of an endpoint have, params, time limit, retries, `refresh`
 * and `batch` among it, but what is HttpClient's own affair. Of `credentials` HttpClient knows `include` alone.
 */
export interface HttpClientEndpoint extends Omit<HttpAuthorization, 'fetch' | 'transport' | 'channels'> {
  /** Other authorizers for channels by name, or by prefix (`private-admin-*`); endpoints are asked by HttpClient too. */
  channels?: Readonly<Record<string, ChannelAuthorizer | HttpClientEndpoint>>;
}

/** Where to ask: a URL, or an endpoint with its options. */
export interface HttpClientAuthorization {
  /** For channels that are not public. Default `/pusher/auth`. */
  readonly channels?: string | HttpClientEndpoint;
  /** For the user. Default `/pusher/user-auth`. */
  readonly user?: string | HttpClientEndpoint;
}

/** A status is an answer, whatever it says: what it means is told apart where the answers of `fetch` are. */
const answerOf = (error: unknown): Observable<HttpErrorResponse> =>
  error instanceof HttpErrorResponse && error.status > 0 ? of(error) : throwError(() => error);

const fetchResponse = (response: HttpResponse<string> | HttpErrorResponse): FetchResponse => ({
  status: response.status,
  // Known from Angular 20 on.
  redirected: (response as { readonly redirected?: boolean }).redirected === true,
  headers: response.headers,
  text: () => of(('body' in response ? response.body : undefined) ?? ''),
});

/** HttpClient in the place of `fetch`. */
const fetchBy =
  (http: HttpClient): Fetch =>
  (url, { headers, body, credentials }) =>
    http
      .post(url, body, {
        headers: new HttpHeaders(headers),
        observe: 'response',
        responseType: 'text',
        ...(credentials === 'include' && { withCredentials: true }),
      })
      .pipe(catchError(answerOf), map(fetchResponse));

const askedBy = (fetch: Fetch, { channels, ...endpoint }: HttpClientEndpoint): HttpAuthorization => {
  const others = Object.entries(channels ?? {}).map(
    ([pattern, its]) => [pattern, typeof its === 'function' ? its : askedBy(fetch, its)] as const,
  );
  return { ...endpoint, fetch, ...(channels !== undefined && { channels: Object.fromEntries(others) }) };
};

const RULES: Readonly<Record<keyof HttpClientAuthorization, Rule>> = {
  channels: either(TEXT, OBJECT),
  user: either(TEXT, OBJECT),
};

const endpointOf = (given: string | HttpClientEndpoint): HttpClientEndpoint =>
  typeof given === 'string' ? { endpoint: given } : given;

/**
 * Asks for authorization by Angular's HttpClient, so that interceptors (tokens, XSRF) add to it what they add to other
 * requests. Otherwise all is as with `channelAuthorization` and `userAuthentication` of `createPusher`: errors, retries,
 * refreshing, batches. Given a function, it is called where `inject` works.
 */
export const withHttpClientAuthorization = (
  where: HttpClientAuthorization | (() => HttpClientAuthorization) = {},
): PusherFeature =>
  withOptions(() => {
    const fetch = fetchBy(inject(HttpClient));
    const given = typeof where === 'function' ? where() : where;
    checkOptions(given, RULES, 'withHttpClientAuthorization');
    const { channels = '/pusher/auth', user = '/pusher/user-auth' } = given;
    return {
      channelAuthorization: askedBy(fetch, endpointOf(channels)),
      userAuthentication: askedBy(fetch, endpointOf(user)),
    };
  });
