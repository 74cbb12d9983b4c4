import type { Socket } from 'node:net';
import { asyncScheduler, Subscription, timer } from 'rxjs';

/** What a line does to the bytes of one direction. */
export interface Line {
  /** Held back until the line is whole again, as TCP would have sent them again. */
  readonly hole: boolean;
  /** ms */
  readonly delay: number;
  /** Most bytes of one write, one write a ms. */
  readonly piece: number;
  /**
   * When (ms) what was held back is sent again, as TCP does it: after this time, after twice as long, and so on; what finds
   * the line whole gets through. 0: when the line is whole, at once.
   */
  readonly resend: number;
}

interface Piece {
  readonly due: number;
  readonly data: Buffer | 'end';
}

/** One direction of a connection: what comes goes out in order; later, in pieces, or not for now. */
export interface Pipe {
  /** Looks at the line again, which has changed. */
  pump(): void;
  /** From now on something else goes out than what comes. */
  spoil(how: (data: Buffer) => Buffer): void;
  /** Takes nothing more, and forgets what it holds. */
  stop(): void;
}

/** When what was sent first at `since` is sent again, after `now`. */
const resentAt = (since: number, resend: number, now: number): number => {
  let at = since;
  for (let gap = resend; gap > 0 && at < now; gap *= 2) at += gap;
  return at;
};

/** Where a direction leads. */
interface Sink {
  write(data: Buffer): unknown;
  end(): unknown;
}

export const pipe = (from: Socket, to: Sink, line: () => Line): Pipe => {
  const queue: Piece[] = [];
  let held = false;
  let waiting = Subscription.EMPTY;
  let spoilt = (data: Buffer): Buffer => data;

  const write = (data: Piece['data']): void => {
    if (data === 'end') to.end();
    else to.write(spoilt(data));
  };
  const pump = (): void => {
    waiting.unsubscribe();
    for (let [head] = queue; head !== undefined; [head] = queue) {
      if (line().hole) {
        held = true;
        return;
      }
      const now = asyncScheduler.now();
      if (held) queue[0] = head = { ...head, due: resentAt(head.due, line().resend, now) };
      held = false;
      const wait = head.due - now;
      if (wait > 0) {
        waiting = timer(wait).subscribe(pump);
        return;
      }
      queue.shift();
      const { piece } = line();
      if (head.data !== 'end' && head.data.length > piece) {
        queue.unshift({ due: now + 1, data: head.data.subarray(piece) });
        write(head.data.subarray(0, piece));
      } else write(head.data);
    }
  };
  const push = (data: Piece['data']): void => {
    queue.push({ due: asyncScheduler.now() + line().delay, data });
    if (queue.length === 1) pump();
  };
  const end = (): void => push('end');
  from.on('data', push).on('end', end).on('close', end);

  return {
    pump,
    spoil: (how) => {
      spoilt = how;
    },
    stop: () => {
      from.off('data', push).off('end', end).off('close', end);
      waiting.unsubscribe();
      queue.length = 0;
    },
  };
};
