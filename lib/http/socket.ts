import { isLeft } from 'fp-ts/Either';
import type { Observer } from 'rxjs';
import { endWith, Observable, Subject, takeUntil, timer } from 'rxjs';
import { Disconnected, SocketClosed } from '../connection/errors.js';
import type { Received, Socket } from '../connection/transport.js';
import { createIncoming } from '../connection/transport.js';
import type { HttpFetch } from '../connection/transports.js';
import { PusherError } from '../errors.js';
import { ABNORMAL } from '../protocol/close-code.js';
import { epoch } from '../rx/clock.js';
import { quote } from '../text.js';
import { isHostname, sessionUrls } from './address.js';
import type { Limits } from './answers.js';
import { answers } from './answers.js';
import { HttpTransportError } from './errors.js';
import type { Line } from './framing.js';
import { readLine } from './framing.js';
import { createOutbox } from './outbox.js';
import { post } from './request.js';

export interface HttpSocketOptions {
  /** The URL of a WebSocket at the same place. */
  readonly url: string;
  readonly name: 'xhr_streaming' | 'xhr_polling';
  readonly limits: Limits;
  readonly fetch: HttpFetch | undefined;
}

/** How long (ms) what was sent last may take to leave. */
const FAREWELL = 2_000;

/** Does something after that many ms, unless `closed` has completed. */
const within = (ms: number, closed: Observable<never>, act: () => void) =>
  timer(ms)
    .pipe(takeUntil(closed.pipe(endWith(true))))
    .subscribe(act);

const lost = (cause: unknown): SocketClosed => new SocketClosed(ABNORMAL, '', cause);

/**
 * What a line comes to for a socket that is open, or not yet: the line, or the error that it is the end with; undefined where
 * it says nothing.
 */
const judged = (text: string, open: boolean): Exclude<Line, { type: 'close' }> | PusherError | undefined => {
  const read = readLine(text);
  if (isLeft(read) || (read.right.type === 'frames' && !open)) {
    if (open && text.trim() === '') return undefined;
    return lost(new HttpTransportError(`an answer says ${quote(text, 60)}, which is none of the protocol`));
  }
  const line = read.right;
  if (line.type === 'close') return new SocketClosed(line.code, line.reason);
  if (line.type !== 'open') return line;
  // A server that opens it once more has forgotten what there was.
  if (open) return lost(new HttpTransportError('the server has lost the session'));
  const { hostname } = line;
  return hostname === undefined || isHostname(hostname)
    ? line
    : lost(new HttpTransportError(`the server sends to ${quote(hostname, 60)}, which is no host`));
};

/**
 * One attempt at a socket made of requests: each answer brings frames, and each request that sends takes those that wait.
 * To whoever holds it, it is as a WebSocket: emits once it is open, errors `SocketClosed` when the server closes it, with
 * its code, or when a request fails (1006); unsubscribing leaves it, once what was written has been sent.
 */
export const httpSocket = (
  { url, name, limits, fetch }: HttpSocketOptions,
  frames: Pick<Observer<Received>, 'next'>,
): Observable<Socket> =>
  new Observable((subscriber) => {
    const streaming = name === 'xhr_streaming';
    const { control, heard, receive } = createIncoming(frames);
    const closed = new Subject<never>();
    const outbox = createOutbox((body) => post(urls.send(epoch()), body, fetch));
    let urls = sessionUrls(url, streaming ? 'xhr_streaming' : 'xhr');
    let open = false;
    let over: PusherError | undefined;
    let heartbeats = 0;

    const fail = (error: PusherError): void => {
      over ??= error;
      // The session first, which still learns from it; with it the attempt ends.
      control.error(over);
      subscriber.error(over);
    };
    const outgoing = outbox.sent$.subscribe({
      error: (error: unknown) => fail(lost(error)),
      complete: () => closed.complete(),
    });
    const drop = (): void => {
      outgoing.unsubscribe();
      closed.complete();
    };

    const send = (text: string): boolean => {
      if (over !== undefined || subscriber.closed) return false;
      outbox.push(text);
      return true;
    };
    const begin = (hostname: string | undefined): void => {
      if (hostname !== undefined) urls = urls.at(hostname);
      open = true;
      const heardAll = () => heard() + heartbeats;
      subscriber.next({ transport: name, control$: control, closed$: closed, heard: heardAll, send, terminate: drop });
    };
    const read = (text: string): void => {
      const line = judged(text, open);
      if (line instanceof PusherError) fail(line);
      else if (line?.type === 'open') begin(line.hostname);
      else if (line?.type === 'frames') {
        for (const data of line.texts) if (!subscriber.closed) receive({ data });
      } else if (line !== undefined) {
        heartbeats += 1;
        if (open && streaming) outbox.push();
      }
    };

    subscriber.add(() => {
      if (over !== undefined || !open) drop();
      over ??= new Disconnected();
      outbox.end();
      within(FAREWELL, closed, drop);
      control.error(over);
    });
    subscriber.add(
      answers(() => post(urls.receive(epoch()), undefined, fetch), limits).subscribe({
        next: read,
        error: (error: unknown) => fail(lost(error)),
      }),
    );
  });
