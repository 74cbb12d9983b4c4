import type { Subscriber } from 'rxjs';
import { CACHE_MISS, isClientEvent, SUBSCRIPTION_SUCCEEDED } from '../protocol/event.js';
import type { WireFrame } from '../protocol/frame.js';
import { Hub } from '../rx/hub.js';
import type { Feature } from './feature.js';

/** What is known of the server's cache of one channel. */
export interface Cache extends Feature {
  /** The last event of the present subscription, for who comes later. */
  last(): WireFrame | undefined;
  isEmpty(): boolean;
  readonly misses: Hub<Subscriber<void>>;
}

const text = (data: unknown): string => (typeof data === 'string' ? data : JSON.stringify(data));

/**
 * Remembers the last event, and keeps back the server's repetition of it: at each resubscription the cached event comes
 * again, as an ordinary event right after the success. Client events are never cached.
 */
export const createCache = (): Cache => {
  const misses = new Hub<Subscriber<void>>();
  let last: WireFrame | undefined;
  let heard: WireFrame | undefined;
  let empty = false;
  let first = false;
  return {
    misses,
    last: () => last,
    isEmpty: () => empty,
    control: ({ event }) => {
      if (event === SUBSCRIPTION_SUCCEEDED) first = true;
      if (event !== CACHE_MISS) return;
      empty = true;
      for (const listener of misses.capture()) listener.next();
    },
    event: (frame) => {
      if (isClientEvent(frame.event)) return true;
      const repeated = first && heard?.event === frame.event && text(heard.data) === text(frame.data);
      last = heard = frame;
      first = empty = false;
      return !repeated;
    },
    lost: () => {
      last = undefined;
      empty = false;
    },
  };
};
