import type { Subject } from 'rxjs';
import { endWith, takeUntil, timer } from 'rxjs';

/** The platform's WebSocket. In Node it can also be dropped without waiting for the other side. */
export type PlatformSocket = WebSocket & { terminate?: () => void };

const CONNECTING = 0;
const CLOSED = 3;
const NORMAL = 1000;

/** How long (ms) the closing handshake may take before the socket is dropped. */
const CLOSE_TIMEOUT = 2_000;

/** Ignores what a socket throws when it is closed or dropped: it is not used again either way. */
export const quietly = (act: () => void): void => {
  try {
    act();
  } catch {
    // See above.
  }
};

/**
 * Hears no more of a socket and closes it, unless it is closed; drops it if the other side does not answer in time. Then
 * `closed` completes.
 */
export const closeSocket = (socket: PlatformSocket, closed: Subject<never>): void => {
  socket.onmessage = null;
  if (socket.readyState === CLOSED) return;
  const drop = () => quietly(() => socket.terminate?.());
  // A connection that is not open yet has no closing handshake.
  if (socket.readyState === CONNECTING) drop();
  quietly(() => socket.close(NORMAL));
  timer(CLOSE_TIMEOUT)
    .pipe(takeUntil(closed.pipe(endWith(true))))
    .subscribe(() => {
      drop();
      closed.complete();
    });
};
