import type { Subscription } from 'rxjs';
import { timer } from 'rxjs';
import { epoch, now } from './clock.js';

/** Times that are over for somebody unless they are ended before. */
export interface Deadlines<K> {
  begin(key: K): void;
  end(key: K): void;
}

/** Those who began in the same ms, by either clock. */
interface Batch<K> {
  readonly at: number;
  readonly timeOfDay: number;
  /** Also those that have been ended. */
  readonly keys: K[];
  /** The first of them that has not been looked at. */
  next: number;
  waiting: number;
  timer: Subscription;
}

/**
 * Waits of one length (ms), over in the order in which they began. Those that begin in the same ms share a timer: 10,000
 * channels ask at once, and a timer for each costs more than the asking. Only timers say when a wait is over; the clocks
 * say whether time has passed between two that begin. Both are asked, for fake timers may move the one and not the other.
 */
export const createDeadlines = <K>(length: number, expired: (key: K) => void): Deadlines<K> => {
  const batches = new Map<K, Batch<K>>();
  let newest: Batch<K> | undefined;

  const end = (key: K) => {
    const batch = batches.get(key);
    if (batch === undefined) return;
    batches.delete(key);
    batch.waiting -= 1;
    if (batch.waiting > 0) return;
    batch.timer.unsubscribe();
    if (newest === batch) newest = undefined;
  };

  const expire = (batch: Batch<K>) => {
    // A key that begins from now on is not of this batch.
    if (newest === batch) newest = undefined;
    try {
      while (batch.next < batch.keys.length) {
        const key = batch.keys[batch.next] as K;
        batch.next += 1;
        if (batches.get(key) !== batch) continue;
        end(key);
        expired(key);
      }
    } finally {
      // `expired` has thrown. The others of this batch are due as well.
      if (batch.waiting > 0) batch.timer = timer(0).subscribe(() => expire(batch));
    }
  };

  const batchOfNow = (): Batch<K> => {
    const at = Math.floor(now());
    const timeOfDay = epoch();
    if (newest?.at === at && newest.timeOfDay === timeOfDay) return newest;
    const batch: Batch<K> = {
      at,
      timeOfDay,
      keys: [],
      next: 0,
      waiting: 0,
      timer: timer(length).subscribe(() => expire(batch)),
    };
    return (newest = batch);
  };

  return {
    begin: (key) => {
      end(key);
      const batch = batchOfNow();
      batches.set(key, batch);
      batch.keys.push(key);
      batch.waiting += 1;
    },
    end,
  };
};
