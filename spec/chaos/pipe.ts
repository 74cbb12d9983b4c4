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
}

interface Piece {
  readonly due: number;
  readonly data: Buffer | 'end';
}

/** One direction of a connection: what comes goes out in order; later, in pieces, or not for now. */
export interface Pipe {
  /** Looks at the line again, which has changed. */
  pump(): void;
  /** Lets the half of what comes next through, then calls back. */
  half(then: () => void): void;
  stop(): void;
}

export const pipe = (from: Socket, to: Socket, line: () => Line): Pipe => {
  const queue: Piece[] = [];
  let waiting = Subscription.EMPTY;
  let broken: (() => void) | undefined;

  const write = (data: Piece['data']): void => {
    if (data === 'end') to.end();
    else if (broken === undefined) to.write(data);
    else {
      to.write(data.subarray(0, Math.ceil(data.length / 2)));
      setImmediate(broken);
    }
  };
  const pump = (): void => {
    waiting.unsubscribe();
    for (let [head] = queue; head !== undefined && !line().hole; [head] = queue) {
      const wait = head.due - asyncScheduler.now();
      if (wait > 0) {
        waiting = timer(wait).subscribe(pump);
        return;
      }
      queue.shift();
      const { piece } = line();
      if (head.data !== 'end' && head.data.length > piece) {
        queue.unshift({ due: asyncScheduler.now() + 1, data: head.data.subarray(piece) });
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
    half: (then) => {
      broken = then;
    },
    stop: () => {
      waiting.unsubscribe();
      queue.length = 0;
    },
  };
};
