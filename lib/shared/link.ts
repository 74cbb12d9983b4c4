import { isLeft } from 'fp-ts/Either';
import type { Observable } from 'rxjs';
import { Subject } from 'rxjs';
import { decodeData } from '../protocol/codec.js';
import { CONNECTION_ESTABLISHED } from '../protocol/event.js';
import { parseFrame } from '../protocol/frame.js';
import { ConnectionEstablished } from '../protocol/payload.js';
import type { OpenPort } from './port.js';
import type { Control, PostControl, TabSocket } from './socket.js';
import { createTabSocket } from './socket.js';

/** A socket of this tab to the broker, as the rest of this entry sees it. */
export interface Link {
  /** What the broker says beside frames; completes with the socket. */
  readonly controls$: Observable<Control>;
  readonly post: PostControl;
  /** Of the handshake; undefined before. */
  readonly socketId: () => string | undefined;
}

const socketIdOf = (text: string): string | undefined => {
  const frame = parseFrame(text);
  if (isLeft(frame) || frame.right.event !== CONNECTION_ESTABLISHED) return undefined;
  const decoded = decodeData(ConnectionEstablished, frame.right.data);
  return isLeft(decoded) ? undefined : decoded.right.socket_id;
};

/** Opens a socket. `ended` is told of the link when it is over. */
export const createLink = (
  url: string,
  claimed: readonly string[],
  openPort: OpenPort,
  ended: (link: Link) => void,
): readonly [TabSocket, Link] => {
  const controls = new Subject<Control>();
  let socketId: string | undefined;
  const [socket, post] = createTabSocket(url, claimed, openPort, {
    frame: (text) => {
      socketId ??= socketIdOf(text);
    },
    control: (control) => controls.next(control),
    ended: () => {
      controls.complete();
      ended(link);
    },
  });
  const link: Link = { controls$: controls.asObservable(), post, socketId: () => socketId };
  return [socket, link];
};
