import { now } from '../../rx/clock.js';
import type { ToBroker, ToTab } from '../message.js';
import type { Port } from '../port.js';
import { hold } from './locks.js';
import type { Ready } from './reign.js';
import { lineName } from './reign.js';

/** A line of this tab to whoever leads. */
export interface Line extends Port {
  /** Whose it is; undefined while nobody has answered. */
  readonly leader: () => string | undefined;
  /** Calls for a leader, once the line is alive. */
  readonly call: () => void;
  /** When anything was last heard. */
  readonly heardAt: () => number;
  /** Ends it with a word of its own: the leader is gone. */
  readonly cut: (message: ToTab) => void;
}

/** Opens a line. `hello` calls for a leader; `ended` is told when it is closed. */
export const openLine = (
  name: string,
  receive: (message: ToTab) => void,
  hello: (id: string) => void,
  ended: (line: Line, error?: unknown) => void,
): Line => {
  const id = crypto.randomUUID();
  const channel = new BroadcastChannel(lineName(name, id));
  const waiting: ToBroker[] = [];
  let leader: string | undefined;
  let alive = false;
  let closed = false;
  let heardAt = now();

  channel.onmessage = ({ data }: MessageEvent<ToTab | Ready>) => {
    heardAt = now();
    if (typeof data === 'string' || data.type !== 'ready') {
      receive(data);
      return;
    }
    leader = data.leader;
    for (const message of waiting.splice(0)) channel.postMessage(message);
  };

  const line: Line = {
    leader: () => leader,
    heardAt: () => heardAt,
    call: () => {
      if (alive && leader === undefined) hello(id);
    },
    post: (message) => {
      if (closed) return;
      if (leader === undefined) waiting.push(message);
      else channel.postMessage(message);
    },
    close: () => {
      if (closed) return;
      closed = true;
      life.unsubscribe();
      channel.close();
      ended(line);
    },
    cut: (message) => {
      if (!closed) receive(message);
    },
  };
  // The leader waits for this lock, to learn that the tab is gone; so it comes before the call.
  const life = hold(lineName(name, id)).subscribe({
    next: () => {
      alive = true;
      line.call();
    },
    error: (error: unknown) => {
      if (!closed) ended(line, error);
    },
  });
  return line;
};
