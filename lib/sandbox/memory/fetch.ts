import { asyncScheduler, Observable, of } from 'rxjs';
import type { Happening } from '../driver.js';
import type { RequestId, Respond } from '../engine/effect.js';
import type { Condition } from './condition.js';

/** As much of a request as an engine asks for. */
export interface MemoryRequest {
  readonly method?: string;
  readonly headers?: Headers | Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** As much of a `Response` as clients ask for. */
export interface MemoryResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: { readonly get: (name: string) => string | null };
  text(): Observable<string>;
}

/** `fetch`, with Observables in the place of Promises: cold, one request for each subscription. */
export type MemoryFetch = (url: string, request?: MemoryRequest) => Observable<MemoryResponse>;

export interface Wire {
  readonly condition: () => Condition;
  readonly up: (deliver: () => void) => void;
  readonly down: (deliver: () => void) => void;
  /** How long (ms) the server thinks about a request. */
  readonly thinks: () => number;
  readonly handle: (happening: Happening) => void;
}

const responseOf = ({ status, headers, body }: Respond): MemoryResponse => ({
  status,
  ok: status >= 200 && status < 300,
  headers: { get: (name) => headers[name.toLowerCase()] ?? null },
  text() {
    return of(body);
  },
});

/** The path and query of a URL, whatever its host. */
const targetOf = (url: string): string => url.replace(/^\w+:\/\/[^/?]*/, '') || '/';

export const createFetch = ({
  condition,
  up,
  down,
  thinks,
  handle,
}: Wire): [MemoryFetch, (effect: Respond) => void] => {
  const waiting = new Map<RequestId, (response: MemoryResponse) => void>();
  let count = 0;
  const fetch: MemoryFetch = (url, { method = 'GET', headers = {}, body = '' } = {}) =>
    new Observable((subscriber) => {
      count += 1;
      const request = `fetch-${count}`;
      waiting.set(request, (response) => {
        subscriber.next(response);
        subscriber.complete();
      });
      const serve = (): void =>
        handle({
          type: 'request',
          request,
          method,
          url: targetOf(url),
          headers: Object.fromEntries(headers instanceof Headers ? headers : Object.entries(headers)),
          body,
        });
      up(() => {
        const now = condition();
        if (now === 'refuse') down(() => subscriber.error(new TypeError('the request failed')));
        else if (now === 'up' || now === 'mute') {
          if (thinks() > 0) asyncScheduler.schedule(serve, thinks());
          else serve();
        }
      });
      return () => waiting.delete(request);
    });
  const respond = (effect: Respond): void =>
    down(() => {
      if (condition() !== 'half-open') waiting.get(effect.request)?.(responseOf(effect));
    });
  return [fetch, respond];
};
