import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import { catchError, endWith, map, timeout } from 'rxjs';
import type { CallbackError } from '../errors.js';
import { invoke, toObservable } from '../rx/invoke.js';
import { AuthorizationTimeout } from './errors.js';
import { callbackFailure, failure } from './failure.js';
import type { Retry } from './http-authorization.js';

/** What is to be authorized: a channel, or without one the user. */
export interface Request {
  readonly socketId: string;
  readonly channelName?: string;
}

/** What an endpoint or a function of the user's gave, before it is decoded. */
export interface Answer {
  readonly status?: number;
  readonly data: unknown;
}

/** Where authorizations come from: how to make one attempt, and how to make it again. */
export interface Source {
  readonly attempt: (request: Request) => Observable<Answer>;
  readonly retry?: Retry | undefined;
  /** Called as an attempt begins; the stream is subscribed if the attempt fails and an old token may be the cause. */
  readonly refresh?: (() => Observable<never>) | undefined;
}

/** How long (ms) an authorization may take where no option says. */
export const TIMEOUT = 15_000;

/** Fails if nothing comes within `limit` ms. `prefix` begins the message: which function was called, if it was not the endpoint. */
export const timeLimit = <T>(limit: number, prefix = ''): MonoTypeOperatorFunction<T> =>
  timeout({
    first: limit,
    with: () => {
      throw failure(AuthorizationTimeout, `${prefix}no answer within ${limit} ms`);
    },
  });

/** Calls a function of the user's and emits its first value, or undefined if it has none. Fails after `limit` ms. */
export const callFunction = (name: string, callback: () => unknown, limit: number): Observable<unknown> =>
  invoke(name, () => toObservable(callback()).pipe(endWith(undefined))).pipe(
    catchError((error: unknown) => {
      throw callbackFailure(error as CallbackError);
    }),
    timeLimit(limit, `${name}: `),
  );

/** An authorizer that is a function, as a source. It is called once for each subscription, and not again when it fails. */
export const fromFunction = (name: string, authorizer: (request: never) => unknown, limit: number): Source => ({
  attempt: (request) => callFunction(name, () => authorizer(request as never), limit).pipe(map((data) => ({ data }))),
});
