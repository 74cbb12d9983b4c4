import type { Either } from 'fp-ts/Either';
import IsomorphicWebSocket from 'isomorphic-ws';
import type { Observer } from 'rxjs';
import { Observable, Subject, timer } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';
import { ABNORMAL } from '../protocol/close-code.js';
import type { FrameError } from '../protocol/errors.js';
import type { PusherError } from '../errors.js';
import { Disconnected, SocketClosed } from './errors.js';
import { OptionError } from '../errors.js';
import type { WireFrame } from '../protocol/frame.js';
import { parseFrame } from '../protocol/frame.js';
import type { PlatformSocket } from './close-socket.js';
import { closeSocket, quietly } from './close-socket.js';

/** What came over the socket: a frame, or why it is none. */
export type Received = Either<FrameError, WireFrame>;

/** How the server is reached, by pusher-js's names; `ws` over TLS too. Those of HTTP need `rx-pusher/http`. */
export type TransportName = 'ws' | 'xhr_streaming' | 'xhr_polling';

/** A connection that is open: a WebSocket, or what behaves as one. */
export interface Socket {
  readonly transport: TransportName;
  /** What comes without a channel: the connection's own affairs. Errors when the attempt is over, with the reason. */
  readonly control$: Observable<Received>;
  /** How many frames have come. */
  heard(): number;
  /** Completes when the socket has closed. That takes a while after the attempt was unsubscribed: the closing handshake. */
  readonly closed$: Observable<never>;
  /** Writes now, or says that it cannot, for the socket is closing or closed. */
  send(text: string): boolean;
  /** Drops the socket without waiting for the other side, because that does not answer any more. */
  terminate(): void;
}

type Constructor = new (url: string, protocols?: string | string[], options?: object) => unknown;

const OPEN = 1;

/**
 * The WebSocket of this platform, looked for at the last moment: importing this module reads no global. Under jsdom
 * `isomorphic-ws` leads to a function that throws, and is known by having no states.
 */
export const platformWebSocket = (): Constructor => {
  const packaged = IsomorphicWebSocket as (Constructor & { readonly OPEN?: number }) | null | undefined;
  const found = packaged?.OPEN === OPEN ? packaged : (globalThis as { WebSocket?: Constructor }).WebSocket;
  if (found === undefined) throw new OptionError('WebSocketCtor', 'needed where the platform has no WebSocket');
  return found;
};

/** The constructor for rxjs, which does not hand out the socket that it makes: `made` gets it. */
const constructorFor = (made: (socket: PlatformSocket) => void, ctor?: Constructor, options?: object) =>
  function (address: string, protocols?: string | string[]) {
    const Platform = ctor ?? platformWebSocket();
    const socket = (
      options === undefined ? new Platform(address, protocols) : new Platform(address, protocols, options)
    ) as PlatformSocket;
    made(socket);
    return socket;
  } as unknown as new (url: string, protocols?: string | string[]) => WebSocket;

/** What comes over a socket: all of it goes to `frames`, and what has no channel to `control` too. */
export const createIncoming = (frames: Pick<Observer<Received>, 'next'>) => {
  const control = new Subject<Received>();
  let count = 0;
  return {
    control,
    heard: () => count,
    receive: ({ data }: { readonly data: unknown }) => {
      const received = parseFrame(data);
      count += 1;
      frames.next(received);
      if (received._tag === 'Left' || received.right.channel === undefined) control.next(received);
    },
  };
};

/** What can be done with an open socket. `failed` is called with what it throws when it is written to. */
const outgoing = (raw: PlatformSocket, failed: (thrown: unknown) => void): Pick<Socket, 'send' | 'terminate'> => ({
  send: (text) => {
    if (raw.readyState !== OPEN) return false;
    try {
      raw.send(text);
      return true;
    } catch (thrown) {
      failed(thrown);
      return false;
    }
  },
  terminate: () => quietly(() => raw.terminate?.()),
});

/**
 * One attempt at a socket, whose frames all go to `frames`. Emits it once it is open; errors `SocketClosed` when it
 * closes, whoever closed it and however cleanly, or cannot be written to; unsubscribing closes it with 1000. Nothing
 * of an attempt that failed is used again.
 */
export const transport = (
  url: string,
  frames: Pick<Observer<Received>, 'next'>,
  ctor?: Constructor,
  options?: object,
): Observable<Socket> =>
  new Observable((subscriber) => {
    const { control, heard, receive } = createIncoming(frames);
    const closed = new Subject<never>();
    let raw: PlatformSocket | undefined;
    let cause: unknown;
    let over: PusherError = new Disconnected();
    const incoming = { control$: control, closed$: closed, heard };

    const fail = (error: PusherError) => {
      over = error;
      // The session first, while it is still subscribed: it notes when the close came.
      control.error(error);
      subscriber.error(error);
    };
    // In the next turn: whoever writes is in the middle of something.
    const failSoon = (thrown: unknown) =>
      subscriber.add(timer(0).subscribe(() => fail(new SocketClosed(ABNORMAL, '', thrown))));

    const subscription = webSocket<never>({
      url,
      WebSocketCtor: constructorFor((socket) => (raw = socket), ctor, options),
      openObserver: {
        next: () => {
          if (raw === undefined) return;
          // Taken from the socket itself: by way of the Subject of rxjs each frame costs 200 ns more (docs/performance.md).
          raw.onmessage = receive;
          subscriber.next({ transport: 'ws', ...incoming, ...outgoing(raw, failSoon) });
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
      if (raw !== undefined) closeSocket(raw, closed);
      quietly(() => subscription.unsubscribe());
      control.error(over);
    };
  });
