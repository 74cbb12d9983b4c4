import { isLeft } from 'fp-ts/Either';
import { defer, merge, Observable, of, Subject, throwError, timer } from 'rxjs';
import { filter, ignoreElements, map, mergeMap, switchMap, take, tap, timeout } from 'rxjs';
import { ConnectionTimeout, HandshakeError, ServerError, SocketClosed } from './errors.js';
import { decodeData } from '../protocol/codec.js';
import { activityTimeoutOf } from '../protocol/activity-timeout.js';
import { ABNORMAL } from '../protocol/close-code.js';
import * as event from '../protocol/event.js';
import type { WireFrame } from '../protocol/frame.js';
import { ConnectionEstablished, ErrorPayload } from '../protocol/payload.js';
import { now } from '../rx/clock.js';
import { keepAlive } from '../rx/keep-alive.js';
import { createLastHeard } from '../rx/last-heard.js';
import type { Received, Socket } from './transport.js';

/** A connection the server has accepted. It has one `socketId` for life, and whatever is signed for it dies with it. */
export interface Session {
  readonly socketId: string;
  /** ms of silence after which the connection is checked. */
  readonly activityTimeout: number;
  readonly closed$: Observable<never>;
  /** Writes a frame now, or its text, or says that it cannot: the socket is closing or closed. */
  send(
    frame: string | { readonly event: string; readonly data: unknown; readonly channel?: string | undefined },
  ): boolean;
  /**
   * Round trip of one `pusher:ping` in ms; errors `ConnectionTimeout` after `timeout` ms, or with the socket. Where nothing
   * at all is heard meanwhile the session ends.
   */
  ping(timeout: number): Observable<number>;
  /**
   * When anything was last heard, the close of the server included: ms since the epoch, too early by an eighth of
   * `activityTimeout` at most, and never too late. So whatever was not heard came after it. Stays when the session is over.
   */
  lastHeard(): number;
}

/** Times in ms. */
export interface SessionOptions {
  readonly connectTimeout: number;
  readonly activityTimeout: number;
  readonly pongTimeout: number;
  readonly check$: Observable<unknown>;
}

/** The error in a `pusher:error` frame; servers leave out any part of it. */
export const serverError = (frame: WireFrame): ServerError => {
  const decoded = decodeData(ErrorPayload, frame.data);
  if (isLeft(decoded)) return new ServerError(null, typeof frame.data === 'string' ? frame.data : 'unreadable');
  const { code, message } = decoded.right;
  return new ServerError(code ?? null, message ?? (code === undefined ? 'unreadable' : ''));
};

/** A first frame as text; only its name if it is nested too deep to be written again. */
const textOf = (frame: WireFrame): string => {
  try {
    return JSON.stringify(frame);
  } catch {
    return frame.event;
  }
};

const handshake = (received: Received): Observable<ConnectionEstablished> => {
  if (isLeft(received)) return throwError(() => new HandshakeError(received.left.text, received.left));
  const frame = received.right;
  // An error before the handshake is the cause whatever the close says after it: some servers close with 1005 or 1006.
  if (frame.event === event.ERROR) return throwError(() => serverError(frame));
  const refuse = (cause?: unknown) => throwError(() => new HandshakeError(textOf(frame), cause));
  if (frame.event !== event.CONNECTION_ESTABLISHED) return refuse();
  const decoded = decodeData(ConnectionEstablished, frame.data);
  return isLeft(decoded) ? refuse(new Error(decoded.left.join('; '))) : of(decoded.right);
};

const named = (name: string) =>
  filter((received: Received) => received._tag === 'Right' && received.right.event === name);

const established = (
  socket: Socket,
  { socket_id: socketId, activity_timeout: seconds }: ConnectionEstablished,
  { pongTimeout, check$, ...options }: SessionOptions,
): Observable<Session> => {
  const activityTimeout = activityTimeoutOf(seconds, options.activityTimeout);
  const send: Session['send'] = (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  const checks = new Subject<number>();
  const lastHeard = createLastHeard(() => socket.heard());

  const answering$ = socket.control$.pipe(
    named(event.PING),
    tap({
      next: () => send({ event: event.PONG, data: {} }),
      error: (error: unknown) => {
        // The server has sent a close frame, so everything it sent before has arrived. 1006 stands for no close frame.
        if (error instanceof SocketClosed && error.code !== ABNORMAL) lastHeard.heard();
      },
    }),
    ignoreElements(),
  );
  const alive$ = keepAlive({
    heard: () => socket.heard(),
    activityTimeout,
    pongTimeout,
    ping: () => send({ event: event.PING, data: {} }),
    tick: lastHeard.look,
    check$: merge(check$.pipe(map(() => undefined)), checks),
    error: (timeout) => {
      socket.terminate();
      return new ConnectionTimeout('pong', timeout);
    },
  });
  const ping = (timeout: number) =>
    defer(() => {
      const asked = now();
      const pong$ = socket.control$.pipe(
        named(event.PONG),
        map(() => now() - asked),
      );
      // This timer is started before that of the keep-alive, which ends the session in the same moment.
      const late$ = timer(timeout).pipe(
        map(() => {
          throw new ConnectionTimeout('pong', timeout);
        }),
      );
      const asking$ = new Observable<never>(() => checks.next(timeout));
      return merge(pong$, late$, asking$);
    }).pipe(take(1));

  // The session last: its subscribers may ping at once.
  return merge(
    answering$,
    alive$,
    of<Session>({ socketId, activityTimeout, closed$: socket.closed$, send, ping, lastHeard: lastHeard.at }),
  );
};

/**
 * The session on an open socket. Emits once, after the handshake; errors `HandshakeError`, `ServerError` or
 * `ConnectionTimeout` if there is none, and `ConnectionTimeout` when a ping stays without answer.
 */
export const session = (socket: Socket, options: SessionOptions): Observable<Session> =>
  socket.control$.pipe(
    timeout({
      first: options.connectTimeout,
      with: () => throwError(() => new ConnectionTimeout('handshake', options.connectTimeout)),
    }),
    take(1),
    mergeMap(handshake),
    switchMap((welcome) => established(socket, welcome, options)),
  );
