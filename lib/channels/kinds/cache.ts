import { CACHE_MISS, isClientEvent } from '../../protocol/event.js';
import type { WireFrame } from '../../protocol/frame.js';
import { now } from '../../rx/clock.js';
import type { Kind } from './kind.js';

/** What is known of the server's cache of one channel. */
export interface Cache extends Kind {
  /**
   * Tells a newcomer the last event of the present subscription. Who comes while there is none, but others have heard
   * one before, is told when the server repeats it. To be called when they leave.
   */
  replay(hear: (last: WireFrame) => void): () => void;
  isEmpty(): boolean;
}

/** How long (ms) after the success the server's repetition may come: it is written right behind it. */
const IN_TIME = 30;

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
 * again, as an ordinary event right behind the success. Whether an equal event is the repetition or news cannot be read
 * off it, so it is kept back only if it is the first one, comes in time, and the server has not shown that it repeats
 * nothing. Client events are not for latecomers, though some servers cache and repeat them too.
 * `missed` tells of an empty cache.
 */
export const createCache = (missed: () => void): Cache => {
  const newcomers = new Set<(last: WireFrame) => void>();
  let last: WireFrame | undefined;
  let heard: WireFrame | undefined;
  let heardOfClients: WireFrame | undefined;
  /** Whether nothing has come since the success; when that was; whether something could have been repeated, and was not. */
  let awaiting = false;
  let acceptedAt = 0;
  let repeatsNothing = false;
  let empty = false;

  const isInTime = () => now() - acceptedAt <= IN_TIME;
  /** The repetition has come, or will not come any more. */
  const settle = () => {
    if (awaiting && heard !== undefined && !isInTime()) repeatsNothing = true;
    awaiting = false;
  };

  return {
    isEmpty: () => empty,
    replay: (hear) => {
      if (last !== undefined) hear(last);
      else if (heard !== undefined || heardOfClients !== undefined) newcomers.add(hear);
      return () => newcomers.delete(hear);
    },
    accepted: () => {
      awaiting = true;
      acceptedAt = now();
      return undefined;
    },
    control: ({ event }) => {
      if (event !== CACHE_MISS) return;
      awaiting = repeatsNothing = false;
      empty = true;
      missed();
    },
    event: (frame, early) => {
      const isClients = isClientEvent(frame.event);
      const before = isClients ? heardOfClients : heard;
      const mayRepeat = before !== undefined && awaiting && !early && !repeatsNothing && isInTime();
      const repeated = mayRepeat && isSame(before, frame);
      const unaware = [...newcomers];
      newcomers.clear();
      if (!early) settle();
      if (isClients) heardOfClients = frame;
      else {
        last = heard = frame;
        empty = false;
      }
      if (repeated) for (const hear of unaware) hear(frame);
      return !repeated;
    },
    expired: () => {
      settle();
      last = undefined;
      empty = false;
      return undefined;
    },
  };
};
