import type { Observable } from 'rxjs';
import { defer, from, mergeMap, NEVER, of, Subject, timer } from 'rxjs';
import type { Fetch, FetchResponse } from '../authorization/http-authorization.js';
import { ANSWER, AUTHORIZATION } from './act-rules.js';
import { checkAct } from './script.js';
import type { Part } from './script.js';

/** A request to an endpoint that authorizes, as it came there. */
export interface AuthorizationRequest {
  /** The endpoint the client was given. */
  readonly url: string;
  /** The connection that asks. */
  readonly socketId: string;
  /** Several in a batch; none where the user is authenticated. */
  readonly channels: readonly string[];
  /** As the client set them. */
  readonly headers: Readonly<Record<string, string>>;
  /** The other params of the form. */
  readonly params: Readonly<Record<string, string>>;
}

/** How an endpoint answers. What is left out is as if it granted. */
export interface AuthorizationAnswer {
  /** Default 200. */
  readonly status?: number;
  /** How long (ms) it takes; Infinity: there is no answer. */
  readonly delay?: number;
  /** Over those of the endpoint, as `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** In the place of the authorization; what is no text is written as JSON. */
  readonly body?: unknown;
}

/** How the endpoints answer from now on: an answer, its status, or what decides for each request. */
export type AuthorizationAct =
  number | AuthorizationAnswer | ((request: AuthorizationRequest) => number | AuthorizationAnswer);

const LETTERS: Readonly<Record<string, AuthorizationAct | undefined>> = {
  o: 200,
  e: 401,
  d: 403,
  f: 500,
  h: { delay: Infinity },
  // Signed, but not with the secret of the app: the server refuses the subscription.
  w: { body: { auth: 'app-key:0000', user_data: '{"id":"nobody"}' } },
};

const OWN_PARAM = /^(socket_id|channel_name(\[\d*\])?)$/;

const requestOf = (url: string, headers: Readonly<Record<string, string>>, body: string): AuthorizationRequest => {
  const form = [...new URLSearchParams(body)];
  const socketId = form.find(([name]) => name === 'socket_id')?.[1] ?? '';
  const channels = form.filter(([name]) => name.startsWith('channel_name')).map(([, channel]) => channel);
  const params = Object.fromEntries(form.filter(([name]) => !OWN_PARAM.test(name)));
  return { url, socketId, channels, headers, params };
};

const changed = (response: FetchResponse, { status, headers = {}, body }: AuthorizationAnswer): FetchResponse => {
  const given = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    status: status ?? response.status,
    headers: { get: (name) => given.get(name.toLowerCase()) ?? response.headers.get(name) },
    text: () => (body === undefined ? response.text() : of(typeof body === 'string' ? body : JSON.stringify(body))),
  };
};

const answered = (response: FetchResponse, decided: number | AuthorizationAnswer): Observable<FetchResponse> => {
  const answer = typeof decided === 'number' ? { status: decided } : decided;
  const { delay = 0 } = answer;
  if (delay === Infinity) return NEVER;
  const response$ = of(changed(response, answer));
  return delay === 0 ? response$ : timer(delay).pipe(mergeMap(() => response$));
};

/** Endpoints in front of the server's own, which grant everything. */
export const createAuthorization = (server: Fetch) => {
  const requests = new Subject<AuthorizationRequest>();
  let act: AuthorizationAct = 200;

  const part: Part<AuthorizationAct> = {
    name: 'authorization',
    rule: AUTHORIZATION,
    letter: (letter) => LETTERS[letter],
    perform: (next) => {
      act = next;
    },
  };

  const decide = (request: AuthorizationRequest): number | AuthorizationAnswer => {
    if (typeof act !== 'function') return act;
    const decided = act(request);
    checkAct(decided, { name: part.name, rule: ANSWER }, 'what the function returned');
    return decided;
  };

  /** Asks the server at `path`, wherever the client means to ask. */
  const endpoint =
    (path: string): Fetch =>
    (url, init) =>
      defer(() => {
        const request = requestOf(url, init.headers, init.body);
        requests.next(request);
        return from(server(path, init)).pipe(mergeMap((response) => answered(response, decide(request))));
      });

  return { part, endpoint, authorizations$: requests.asObservable() };
};
