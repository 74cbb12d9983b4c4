import type { Either } from 'fp-ts/Either';
import IsomorphicWebSocket from 'isomorphic-ws';
import type { Observer } from 'rxjs';
import { AsyncSubject, Observable, Subject } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';
import type { FrameError } from '../errors.js';
import { OptionError, SocketClosed } from '../errors.js';
import type { WireFrame } from '../protocol/frame.js';
import { parseFrame } from '../protocol/frame.js';

/** What came over the socket: a frame, or why it is none. */
export type Received = Either<FrameError, WireFrame>;

/** A WebSocket that is open. */
export interface Socket {
  /** What comes without a channel: the connection's own affairs. Silent once the socket is gone. */
  readonly control$: Observable<Received>;
  /** How many frames have come. */
  heard(): number;
  /** Completes when the socket has closed, also after its own subscription has ended. */
  readonly closed$: Observable<never>;
  /** Bytes accepted by `send` and not yet on their way. */
  bufferedAmount(): number;
  /** Writes now; what is written after the socket has closed is dropped. */
  send(text: string): void;
  /** Drops the socket without waiting for the other side, which was found dead. */
  terminate(): void;
}

type Constructor = new (url: string, protocols?: string | string[], options?: object) => unknown;
type Raw = WebSocket & { terminate?: () => void };

const NORMAL = 1000;
const ABNORMAL = 1006;

/** The WebSocket of this platform, looked for at the last moment: importing this module reads no global. */
const platformWebSocket = (): Constructor => {
  const found = (IsomorphicWebSocket as Constructor | null) ?? (globalThis as { WebSocket?: Constructor }).WebSocket;
  if (found === undefined) throw new OptionError('WebSocketCtor', 'needed where the platform has no WebSocket');
  return found;
};

/**
 * One attempt at a socket, whose frames all go to `frames`. Emits it once it is open; errors `SocketClosed` when it closes, whoever closed it and however
 * cleanly; unsubscribing closes it with 1000. What comes of an attempt that failed is never used again.
 */
export const transport = (
  url: string,
  frames: Pick<Observer<Received>, 'next'>,
  ctor?: Constructor,
  options?: object,
): Observable<Socket> =>
  new Observable((subscriber) => {
    const control = new Subject<Received>();
    const closed = new AsyncSubject<never>();
    let raw: Raw | undefined;
    let cause: unknown;
    let heard = 0;

    // rxjs gives no hold of its socket, and one that is half-open has to be killed: a constructor that keeps it.
    const WebSocketCtor = function (address: string, protocols?: string | string[]) {
      const Platform = ctor ?? platformWebSocket();
      return (raw = (
        options === undefined ? new Platform(address, protocols) : new Platform(address, protocols, options)
      ) as Raw);
    } as unknown as new (url: string, protocols?: string | string[]) => WebSocket;

    const subscription = webSocket<Received>({
      url,
      WebSocketCtor,
      deserializer: ({ data }) => parseFrame(data),
      openObserver: {
        next: () =>
          subscriber.next({
            control$: control.asObservable(),
            heard: () => heard,
            closed$: closed.asObservable(),
            bufferedAmount: () => raw?.bufferedAmount ?? 0,
            send: (text) => {
              if (raw?.readyState === 1) raw.send(text);
            },
            terminate: () => raw?.terminate?.(),
          }),
      },
      // Every close ends here, clean or not, and only here is its code known.
      closeObserver: {
        next: ({ code, reason }) => {
          closed.complete();
          subscriber.error(new SocketClosed(code, reason, cause));
        },
      },
    }).subscribe({
      next: (received) => {
        heard += 1;
        frames.next(received);
        if (received._tag === 'Left' || received.right.channel === undefined) control.next(received);
      },
      error: (error: unknown) => {
        // A refused connection says why first, and its code in the close that follows; a constructor that threw has none.
        cause ??= (error as { error?: unknown }).error ?? error;
        if (raw === undefined) {
          subscriber.error(error instanceof OptionError ? error : new SocketClosed(ABNORMAL, '', error));
        }
      },
    });

    return () => {
      if (raw !== undefined && raw.readyState < 2) close(raw);
      subscription.unsubscribe();
    };
  });

/** A socket that is not open yet has nobody to say goodbye to. */
const close = (raw: Raw): void => {
  if (raw.readyState === 0) raw.terminate?.();
  raw.close(NORMAL);
};
