import type { Subscriber } from 'rxjs';
import { CACHE_MISS, isClientEvent, SUBSCRIPTION_SUCCEEDED } from '../protocol/event.js';
import type { WireFrame } from '../protocol/frame.js';
import { Hub } from '../rx/hub.js';
import type { Feature } from './feature.js';

/** What is known of the server's cache of one channel. */
export interface Cache extends Feature {
  /**
   * Tells a newcomer the last event of the present subscription. Who comes while there is none, but others have heard
   * one before, is told when the server repeats it. To be called when they leave.
   */
  greet(hear: (last: WireFrame) => void): () => void;
  isEmpty(): boolean;
  readonly misses: Hub<Subscriber<void>>;
}

const text = (data: unknown): string => (typeof data === 'string' ? data : JSON.stringify(data));

/** Whether two events say the same. What nests too deep to be written again is never the same. */
const isSame = (one: WireFrame, other: WireFrame): boolean => {
  try {
    return one.event === other.event && text(one.data) === text(other.data);
  } catch {
    return false;
  }
};

/**
 * Remembers the last event, and keeps back the server's repetition of it: at each resubscription the cached event comes
 * again, as an ordinary event right after the success. Client events are not for latecomers, though some servers cache
 * and repeat them too.
 */
export const createCache = (): Cache => {
  const misses = new Hub<Subscriber<void>>();
  const newcomers = new Set<(last: WireFrame) => void>();
  let last: WireFrame | undefined;
  let heard: WireFrame | undefined;
  let heardOfClients: WireFrame | undefined;
  let empty = false;
  let first = false;
  return {
    misses,
    isEmpty: () => empty,
    greet: (hear) => {
      if (last !== undefined) hear(last);
      else if (heard !== undefined || heardOfClients !== undefined) newcomers.add(hear);
      return () => newcomers.delete(hear);
    },
    control: ({ event }) => {
      // After a miss there is nothing to repeat.
      first = event === SUBSCRIPTION_SUCCEEDED || (first && event !== CACHE_MISS);
      if (event !== CACHE_MISS) return;
      empty = true;
      misses.next(undefined);
    },
    event: (frame) => {
      const isClients = isClientEvent(frame.event);
      const before = isClients ? heardOfClients : heard;
      const repeated = first && before !== undefined && isSame(before, frame);
      const unaware = [...newcomers];
      newcomers.clear();
      first = false;
      if (isClients) heardOfClients = frame;
      else {
        last = heard = frame;
        empty = false;
      }
      if (repeated) for (const hear of unaware) hear(frame);
      return !repeated;
    },
    lost: () => {
      last = undefined;
      empty = false;
    },
  };
};
