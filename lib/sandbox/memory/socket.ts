import { asyncScheduler, Subscription } from 'rxjs';
import type { Condition } from './condition.js';

/** The part of a WebSocket that clients use. */
export interface MemorySocket {
  readonly url: string;
  readonly protocol: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  binaryType: string;
  onopen: ((event: object) => void) | null;
  onmessage: ((event: { readonly data: string }) => void) | null;
  onerror: ((event: object) => void) | null;
  onclose: ((event: CloseInfo) => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  /** Gone at once, as `ws` has it: nothing is said to the server, whose end notices if the network lets it. */
  terminate(): void;
}

export interface CloseInfo {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

/** What a socket asks of the network it is on. */
export interface Path {
  readonly condition: () => Condition;
  readonly up: (deliver: () => void) => void;
  readonly down: (deliver: () => void) => void;
  readonly opened: () => void;
  readonly received: (text: string) => void;
  /** The server has noticed that the socket is gone. */
  readonly closed: () => void;
  /** The socket is closed, whoever closed it. */
  readonly ended: () => void;
}

/** The server's end. */
export interface ServerEnd {
  readonly send: (text: string) => void;
  /** Ends the socket; 1006 stands for a loss without a farewell. */
  readonly close: (code: number, reason: string) => void;
}

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;
const LOST: CloseInfo = { code: 1006, reason: '', wasClean: false };
// How long a close waits for the other side's, as `ws` has it.
const CLOSE_TIMEOUT = 30_000;

/** A client's socket and the server's end of it. */
export const createSocket = (url: string, protocol: string, path: Path): [MemorySocket, ServerEnd] => {
  let readyState = CONNECTING;
  let patience = Subscription.EMPTY;
  const arrives = () => path.condition() !== 'half-open';

  const end = (info: CloseInfo): void => {
    if (readyState === CLOSED) return;
    readyState = CLOSED;
    patience.unsubscribe();
    path.ended();
    socket.onclose?.(info);
  };
  const fail = (): void => {
    if (readyState === CLOSED) return;
    socket.onerror?.({ type: 'error', message: 'the connection failed' });
    end(LOST);
  };
  const tellServer = (): void =>
    path.up(() => {
      if (arrives()) path.closed();
    });

  const socket: MemorySocket = {
    url,
    protocol,
    get readyState() {
      return readyState;
    },
    bufferedAmount: 0,
    binaryType: 'blob',
    onopen: null,
    onmessage: null,
    onerror: null,
    onclose: null,
    send(text) {
      if (readyState === CONNECTING) throw new DOMException('the socket is not open yet', 'InvalidStateError');
      if (readyState !== OPEN) return;
      path.up(() => {
        if (arrives()) path.received(text);
      });
    },
    close(code = 1005, reason = '') {
      if (readyState >= CLOSING) return;
      const wasOpen = readyState === OPEN;
      readyState = CLOSING;
      tellServer();
      if (!wasOpen) path.down(fail);
      else {
        // There and back again.
        path.up(() =>
          path.down(() => {
            if (arrives()) end({ code, reason, wasClean: true });
          }),
        );
        patience = asyncScheduler.schedule(() => end(LOST), CLOSE_TIMEOUT);
      }
    },
    terminate() {
      if (readyState === CLOSED) return;
      readyState = CLOSING;
      tellServer();
      asyncScheduler.schedule(() => end(LOST));
    },
  };

  const open = (): void => {
    if (readyState !== CONNECTING) return;
    readyState = OPEN;
    socket.onopen?.({ type: 'open' });
  };
  path.up(() => {
    const condition = path.condition();
    if (condition === 'refuse') path.down(fail);
    else if (condition === 'up' || condition === 'mute') {
      path.down(open);
      if (condition === 'up') path.opened();
    }
  });

  return [
    socket,
    {
      send: (text) =>
        path.down(() => {
          if (readyState === OPEN && arrives()) socket.onmessage?.({ data: text });
        }),
      close: (code, reason) =>
        path.down(() => {
          if (arrives()) end(code === LOST.code ? LOST : { code, reason, wasClean: true });
        }),
    },
  ];
};
