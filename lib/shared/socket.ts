import { asyncScheduler } from 'rxjs';
import { ABNORMAL } from '../protocol/close-code.js';
import type { ToBroker, ToTab } from './message.js';
import type { OpenPort, Port } from './port.js';

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** What the broker says beside frames, and beside the socket's own affairs. */
export type Control = Exclude<ToTab, string | { readonly type: 'opened' | 'closed' | 'ping' | 'alive' }>;

/** Who is told of what a socket hears. */
export interface SocketListener {
  readonly frame: (text: string) => void;
  readonly control: (control: Control) => void;
  readonly ended: () => void;
}

/** The part of a WebSocket that clients use. */
export interface TabSocket {
  readonly url: string;
  readonly protocol: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  binaryType: string;
  onopen: ((event: object) => void) | null;
  onmessage: ((event: { readonly data: string }) => void) | null;
  onerror: ((event: object) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string; readonly wasClean: boolean }) => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  /** Gone without waiting for the broker. */
  terminate(): void;
}

/** What the rest of this entry says to the broker by the same port. */
export type PostControl = (message: Exclude<ToBroker, string>) => void;

/** What a socket has before anybody listens to it. */
const SILENT = {
  protocol: '',
  bufferedAmount: 0,
  binaryType: 'blob',
  onopen: null,
  onmessage: null,
  onerror: null,
  onclose: null,
};

/** A WebSocket whose other end is the broker, and what it says to it by the same port. */
export const createTabSocket = (
  url: string,
  claimed: readonly string[],
  openPort: OpenPort,
  listener: SocketListener,
): readonly [TabSocket, PostControl] => {
  let readyState = CONNECTING;

  const end = (code: number, reason: string): void => {
    if (readyState === CLOSED) return;
    const wasConnecting = readyState === CONNECTING;
    readyState = CLOSED;
    port.close();
    listener.ended();
    // As a platform's socket that cannot be opened: first why, then the close.
    if (wasConnecting && code === ABNORMAL) socket.onerror?.({ type: 'error', message: reason });
    socket.onclose?.({ code, reason, wasClean: code !== ABNORMAL });
  };

  const receive = (message: ToTab): void => {
    if (readyState === CLOSED) return;
    if (typeof message === 'string') {
      if (readyState !== OPEN) return;
      listener.frame(message);
      socket.onmessage?.({ data: message });
    } else if (message.type === 'opened') {
      if (readyState !== CONNECTING) return;
      readyState = OPEN;
      socket.onopen?.({ type: 'open' });
    } else if (message.type === 'closed') end(message.code, message.reason);
    else if (message.type === 'ping') port.post({ type: 'alive' });
    else if (message.type !== 'alive') listener.control(message);
  };

  const socket: TabSocket = {
    ...SILENT,
    url,
    get readyState() {
      return readyState;
    },
    send(text) {
      if (readyState === CONNECTING) throw new DOMException('the socket is not open yet', 'InvalidStateError');
      if (readyState === OPEN) port.post(text);
    },
    close() {
      if (readyState >= CLOSING) return;
      readyState = CLOSING;
      port.post({ type: 'close' });
    },
    terminate() {
      if (readyState === CLOSED) return;
      if (readyState < CLOSING) port.post({ type: 'close' });
      readyState = CLOSING;
      asyncScheduler.schedule(() => end(ABNORMAL, ''));
    },
  };
  const port: Port = openPort(receive);
  port.post({ type: 'open', url, claimed });
  const post: PostControl = (message) => {
    if (readyState < CLOSING) port.post(message);
  };
  return [socket, post];
};
