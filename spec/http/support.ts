import { asyncScheduler, NEVER, Observable, of, Subject, timer } from 'rxjs';
import type { ObservableInput } from 'rxjs';
import { map } from 'rxjs';
import type { HttpFetch, HttpResponse } from '../../lib/http/index.js';

/** Something an answer says, so many ms after it was asked for; `end` is its end. */
export type Said = readonly [ms: number, what: string | Error];

export interface ScriptedHttp {
  readonly fetch: HttpFetch;
  /** Every request, in short: when, the end of its path, and what it sent. */
  readonly asked: [at: number, path: string, body?: string][];
  readonly urls: string[];
  /** When requests were given up, and which. */
  readonly aborted: [at: number, path: string][];
}

/** The answer of a request that waits for frames: a status, or what it says and when. */
export type Script = number | readonly Said[];

const bytes = (text: string) => new TextEncoder().encode(text);

const bodyOf = (said: readonly Said[]): Observable<Uint8Array> =>
  new Observable((subscriber) => {
    for (const [ms, what] of said) {
      subscriber.add(
        asyncScheduler.schedule(() => {
          if (what === 'end') subscriber.complete();
          else if (typeof what === 'string') subscriber.next(bytes(what));
          else subscriber.error(what);
        }, ms),
      );
    }
  });

/** A network whose answers are scripts, one for each request that waits; `sends` answers those that send. */
export const scriptedHttp = (
  scripts: readonly Script[],
  sends: (body: string) => ObservableInput<HttpResponse> = () =>
    timer(1).pipe(map(() => ({ status: 204, body: null }))),
): ScriptedHttp => {
  const left = [...scripts];
  const http: ScriptedHttp = {
    asked: [],
    urls: [],
    aborted: [],
    fetch: (url, { body, signal }) => {
      const path = /\/(\w+)\?/.exec(url)?.[1] ?? '';
      http.urls.push(url);
      http.asked.push([
        asyncScheduler.now(),
        path,
        ...(body === undefined ? [] : [body]),
      ] as ScriptedHttp['asked'][number]);
      signal.addEventListener('abort', () => http.aborted.push([asyncScheduler.now(), path]));
      if (path === 'xhr_send') return sends(body ?? '');
      const script = left.shift();
      if (script === undefined) return NEVER;
      return typeof script === 'number'
        ? timer(1).pipe(map(() => ({ status: script, body: null })))
        : of({ status: 200, body: bodyOf(script) });
    },
  };
  return http;
};

export const WELCOME = JSON.stringify({
  event: 'pusher:connection_established',
  data: '{"socket_id":"1.1","activity_timeout":120}',
});

/** A line of frames. */
export const line = (...frames: readonly (string | object)[]): string =>
  `a${JSON.stringify(frames.map((frame) => (typeof frame === 'string' ? frame : JSON.stringify(frame))))}\n`;

/** An answer of a server that takes its time, to be given by hand. */
export const held = () => {
  const response = new Subject<HttpResponse>();
  const status = (code: number): void => {
    response.next({ status: code, body: null });
    response.complete();
  };
  return { response, status };
};
