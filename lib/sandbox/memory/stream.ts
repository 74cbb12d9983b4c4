import { Observable, Subject } from 'rxjs';
import type { HttpFetch, HttpResponse } from '../../connection/transports.js';
import type { Receiver } from '../http/session.js';
import type { Sessions } from '../http/sessions.js';
import type { SessionTarget } from '../http/target.js';
import { sessionTarget } from '../http/target.js';
import type { Condition } from './condition.js';
import { createLine } from './line.js';

/** What requests ask of the network they are on; delays in ms. */
export interface StreamPath {
  readonly condition: () => Condition;
  readonly up: () => number;
  readonly down: () => number;
}

const pathOf = (url: string): string => url.replace(/^\w+:\/\/[^/?]*/, '');

/** An answer whose bytes come one after another, in order. */
const answer = (streaming: boolean, down: (deliver: () => void) => void, arrives: () => boolean) => {
  const bytes = new Subject<Uint8Array>();
  const deliver = (tell: () => void) =>
    down(() => {
      if (arrives()) tell();
    });
  const receiver: Receiver = {
    streaming,
    write: (text) => deliver(() => bytes.next(new TextEncoder().encode(text))),
    end: () => deliver(() => bytes.complete()),
    drop: () => deliver(() => bytes.error(new TypeError('the answer was cut'))),
  };
  return { receiver, response: { status: 200, body: bytes.asObservable() } };
};

/** `fetch` of the transports over HTTP, on a network in memory. */
export const createStream =
  ({ condition, up, down }: StreamPath, sessions: Sessions): HttpFetch =>
  (url, { body = '', signal }) =>
    new Observable<HttpResponse>((subscriber) => {
      const toServer = createLine(up);
      const toClient = createLine(down);
      const arrives = () => condition() !== 'half-open';
      const respond = (response: HttpResponse) =>
        toClient(() => {
          if (!arrives()) return;
          subscriber.next(response);
          subscriber.complete();
        });
      const secure = url.startsWith('https:');

      const receive = (target: SessionTarget) => {
        const { receiver, response } = answer(target.kind === 'xhr_streaming', toClient, arrives);
        respond(response);
        // The server says nothing to whoever is new.
        if (condition() === 'mute' && !sessions.knows(target)) return;
        const gone = sessions.receive(target, { secure }, receiver);
        signal.addEventListener('abort', () =>
          toServer(() => {
            if (arrives()) gone();
          }),
        );
      };
      toServer(() => {
        const target = sessionTarget(pathOf(url));
        if (condition() === 'refuse') toClient(() => subscriber.error(new TypeError('the request failed')));
        else if ((condition() !== 'up' && condition() !== 'mute') || signal.aborted) return;
        else if (target === undefined) respond({ status: 404, body: null });
        else if (target.kind === 'xhr_send') respond({ status: sessions.send(target, body), body: null });
        else receive(target);
      });
    });
