import type { Subject } from 'rxjs';
import { endWith, takeUntil, timer } from 'rxjs';

/** A WebSocket as the platform has it; that of Node can be dropped without waiting for the other side. */
export type PlatformSocket = WebSocket & { terminate?: () => void };

const CONNECTING = 0;
const NORMAL = 1000;

/** How long (ms) a polite close may take before the socket is dropped. */
const FAREWELL = 2_000;

/** What a socket throws when it is closed, or dropped, helps nobody: it is left all the same. */
export const quietly = (act: () => void): void => {
  try {
    act();
  } catch {
    // Left all the same.
  }
};

/** Closes a socket, and drops it where the other side does not answer; `closed` completes with its close, or then. */
export const leave = (socket: PlatformSocket, closed: Subject<never>): void => {
  const drop = () => quietly(() => socket.terminate?.());
  // One that is not open yet has nobody to say goodbye to.
  if (socket.readyState === CONNECTING) drop();
  quietly(() => socket.close(NORMAL));
  timer(FAREWELL)
    .pipe(takeUntil(closed.pipe(endWith(true))))
    .subscribe(() => {
      drop();
      closed.complete();
    });
};
