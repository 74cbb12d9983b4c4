import type { Either } from 'fp-ts/Either';
import IsomorphicWebSocket from 'isomorphic-ws';
import type { Observer } from 'rxjs';
import { Observable, Subject, timer } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';
import type { FrameError } from '../protocol/errors.js';
import type { PusherError } from '../errors.js';
import { Disconnected, SocketClosed } from './errors.js';
import { OptionError } from '../errors.js';
import type { WireFrame } from '../protocol/frame.js';
import { parseFrame } from '../protocol/frame.js';
import type { PlatformSocket } from './leave.js';
import { leave, quietly } from './leave.js';

/** What came over the socket: a frame, or why it is none. */
export type Received = Either<FrameError, WireFrame>;

/** A WebSocket that is open. */
export interface Socket {
  /** What comes without a channel: the connection's own affairs. Errors when the attempt is over, with the reason. */
  readonly control$: Observable<Received>;
  /** How many frames have come. */
  heard(): number;
  /** Completes when the socket has closed: a while after its own subscription has ended, for the close is polite. */
  readonly closed$: Observable<never>;
  /** Writes now, or says that it cannot, for the socket is closing or closed. */
  send(text: string): boolean;
  /** Drops the socket without waiting for the other side, which was found dead. */
  terminate(): void;
}

type Constructor = new (url: string, protocols?: string | string[], options?: object) => unknown;

/** The code of a close that nobody has said: the connection is gone. */
export const ABNORMAL = 1006;
const OPEN = 1;
const CLOSED = 3;

/**
 * The WebSocket of this platform, looked for at the last moment: importing this module reads no global. Under jsdom
 * `isomorphic-ws` leads to a function that throws, and is known by having no states.
 */
export const platformWebSocket = (): Constructor => {
  const given = IsomorphicWebSocket as (Constructor & { readonly OPEN?: number }) | null | undefined;
  const found = given?.OPEN === OPEN ? given : (globalThis as { WebSocket?: Constructor }).WebSocket;
  if (found === undefined) throw new OptionError('WebSocketCtor', 'needed where the platform has no WebSocket');
  return found;
};

/**
 * One attempt at a socket, whose frames all go to `frames`. Emits it once it is open; errors `SocketClosed` when it
 * closes, whoever closed it and however cleanly, or cannot be written to; unsubscribing closes it with 1000. What comes of
 * an attempt that failed is never used again.
 */
export const transport = (
  url: string,
  frames: Pick<Observer<Received>, 'next'>,
  ctor?: Constructor,
  options?: object,
): Observable<Socket> =>
  new Observable((subscriber) => {
    const control = new Subject<Received>();
    const closed = new Subject<never>();
    let raw: PlatformSocket | undefined;
    let cause: unknown;
    let over: PusherError = new Disconnected();
    let heard = 0;

    // rxjs gives no hold of its socket, and one that is half-open has to be killed: a constructor that keeps it.
    const WebSocketCtor = function (address: string, protocols?: string | string[]) {
      const Platform = ctor ?? platformWebSocket();
      return (raw = (
        options === undefined ? new Platform(address, protocols) : new Platform(address, protocols, options)
      ) as PlatformSocket);
    } as unknown as new (url: string, protocols?: string | string[]) => WebSocket;

    const fail = (error: PusherError) => {
      over = error;
      // The session first, which still learns from it; with it the attempt ends.
      control.error(error);
      subscriber.error(error);
    };

    const receive = ({ data }: { readonly data: unknown }) => {
      const received = parseFrame(data);
      heard += 1;
      frames.next(received);
      if (received._tag === 'Left' || received.right.channel === undefined) control.next(received);
    };

    const send = (text: string): boolean => {
      if (raw?.readyState !== OPEN) return false;
      try {
        raw.send(text);
        return true;
      } catch (thrown) {
        // In the next turn: whoever writes is in the middle of something.
        subscriber.add(timer(0).subscribe(() => fail(new SocketClosed(ABNORMAL, '', thrown))));
        return false;
      }
    };

    const subscription = webSocket<never>({
      url,
      WebSocketCtor,
      openObserver: {
        next: () => {
          // Taken from the socket itself: by way of the Subject of rxjs each frame costs 200 ns more (docs/performance.md).
          if (raw !== undefined) raw.onmessage = receive;
          subscriber.next({
            control$: control.asObservable(),
            heard: () => heard,
            closed$: closed.asObservable(),
            send,
            terminate: () => quietly(() => raw?.terminate?.()),
          });
        },
      },
      // Every close ends here, clean or not, and only here is its code known. Not every platform gives one.
      closeObserver: {
        next: ({ code = ABNORMAL, reason = '' }: Partial<CloseEvent>) => {
          closed.complete();
          fail(new SocketClosed(code, reason, cause));
        },
      },
    }).subscribe({
      error: (error: unknown) => {
        // A refused connection says why first, and its code in the close that follows; a constructor that threw has none.
        cause ??= (error as { error?: unknown } | null | undefined)?.error ?? error;
        if (raw === undefined) fail(error instanceof OptionError ? error : new SocketClosed(ABNORMAL, '', error));
      },
    });

    return () => {
      if (raw !== undefined) raw.onmessage = null;
      if (raw !== undefined && raw.readyState < CLOSED) leave(raw, closed);
      quietly(() => subscription.unsubscribe());
      control.error(over);
    };
  });
