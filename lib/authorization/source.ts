import type { Observable } from 'rxjs';
import { map, timeout } from 'rxjs';
import { given } from './given.js';
import type { Retry } from './http-authorization.js';

/** Whose authorization is wanted: a channel's, or without one the user's. */
export interface Request {
  readonly socketId: string;
  readonly channelName?: string;
}

/** What an endpoint or a function of the user's gave, not looked at yet. */
export interface Answer {
  readonly status?: number;
  readonly data: unknown;
}

/** Where authorizations come from: one attempt, and how it is made again. */
export interface Source {
  readonly attempt: (request: Request) => Observable<Answer>;
  readonly retry?: Retry | undefined;
  /** Asked as an attempt begins, subscribed when it was denied. */
  readonly refresh?: (() => Observable<never>) | undefined;
  /** How long (ms) an attempt, or the refresh, may take. */
  readonly timeout: number;
}

/** How long (ms) an authorization may take where no option says. */
export const TIMEOUT = 15_000;

/** A function of the user's. It is called once. */
export const called = (name: string, authorizer: (request: never) => unknown): Source =>
  ({
    timeout: TIMEOUT,
    attempt: (request) =>
      given(name, () => authorizer(request as never)).pipe(
        timeout({ first: TIMEOUT }),
        map((data) => ({ data })),
      ),
  }) satisfies Source;
