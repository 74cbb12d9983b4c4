import type { ObservableInput } from 'rxjs';
import type { ChannelAuthorizer } from './authorizer.js';

/** A function that gives a value now, by a Promise or as the first value of an Observable. */
export type Provider<T> = () => T | ObservableInput<T>;

/** As much of a `Response` as is needed here. */
export interface FetchResponse {
  /** HTTP status. 200 and 201 are success. */
  readonly status: number;
  /** Whether the answer came after a redirect: one that is no authorization is then taken for that of a page to log in on. */
  readonly redirected?: boolean;
  /** Asked for `Retry-After` and `Date`. */
  readonly headers: { get(name: string): string | null };
  /** The whole body, once. */
  text(): ObservableInput<string>;
}

/** What `fetch` takes as `credentials`; spelt out, for programs that do without the types of the DOM. */
export type Credentials = 'include' | 'omit' | 'same-origin';

/** `fetch`, or a function like it; one that returns Observables is driven by virtual time too. */
export type Fetch = (
  url: string,
  init: {
    method: 'POST';
    headers: Record<string, string>;
    body: string;
    signal: AbortSignal;
    credentials?: Credentials;
  },
) => ObservableInput<FetchResponse>;

/** When a request is made again: after a network failure, 408, 429 and 5xx. Not after a time-out, which has taken long enough. */
export interface Retry {
  /** How often, after the first time. A whole number; default 3, 0 for never. */
  attempts?: number;
  /** Shortest delay (ms), default 1,000. The delay is random between this and a bound that doubles with each attempt. */
  minDelay?: number;
  /** Longest delay (ms), default 30,000. A server whose `Retry-After` (seconds, or a date) asks for more is not asked again. */
  maxDelay?: number;
}

/** How channels share requests. */
export interface Batch {
  /** Most channels in one request, default 100. (Express reads more than 20 only with a larger `arrayLimit` of `qs`.) */
  max?: number;
  /** How long (ms) a request waits for more channels, default 0: one turn of the scheduler. */
  delay?: number;
}

/**
 * An HTTP endpoint that authorizes. It gets a form (`socket_id`, `channel_name`, then the params) by POST and answers 200
 * or 201 with JSON, as endpoints for pusher-js do.
 */
export interface HttpAuthorization {
  /** Default `/pusher/auth` for channels, `/pusher/user-auth` for the user. Outside of browsers a whole URL is needed. */
  endpoint?: string;
  /** `jsonp` is a GET by a script element, without headers: for pages that can't use CORS. Default `ajax`. */
  transport?: 'ajax' | 'jsonp';
  /** Headers of every request. */
  headers?: Readonly<Record<string, string>>;
  /** Params of every form, after the protocol's own. */
  params?: Readonly<Record<string, string>>;
  /** Headers for one request, over `headers`. Asked for each. */
  headersProvider?: Provider<Readonly<Record<string, string>>>;
  /** Params for one request, after `params`. Asked for each. */
  paramsProvider?: Provider<Readonly<Record<string, string>>>;
  /** Whether cookies go along, as in `fetch`. The platform's default is `same-origin`. */
  credentials?: Credentials;
  /** How long (ms) one request may take, its providers included. Default: the option `authorizationTimeout`, 15,000. */
  timeout?: number;
  /** When a failed request is made again. Default: 3 times. */
  retry?: Retry;
  /**
   * Gets a new token, say, or a new session. Called when the endpoint denies (401, 403, 419, 440, 498), and when its answer is no
   * authorization, such as a page to log in on, also after a redirect. It is called once for all requests that wait for it. When
   * it has given a value or completed, each of them is made once more; when it fails, all of them fail. It may take as long as a
   * request.
   */
  refresh?: Provider<unknown>;
  /** The channels wanted at once go in one request, `channel_name[0]` and so on (the format of pusher-js-auth). Default false. */
  batch?: boolean | Batch;
  /** Most requests under way at a time; others wait. Default: no limit. */
  concurrency?: number;
  /** Default: the platform's. */
  fetch?: Fetch;
  /**
   * Other authorizers for channels by name, or by prefix (`private-admin-*`). The name goes before a prefix, a longer
   * prefix before a shorter. Each stands for itself and inherits nothing: no header reaches an endpoint it was not meant for.
   */
  channels?: Readonly<Record<string, ChannelAuthorizer | HttpAuthorization>>;
}
