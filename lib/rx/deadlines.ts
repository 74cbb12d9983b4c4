import { asyncScheduler, timer } from 'rxjs';
import type { Subscription } from 'rxjs';

/** Times that are over for somebody unless they are ended before. */
export interface Deadlines<K> {
  begin(key: K): void;
  end(key: K): void;
}

/**
 * Waits of one length (ms), all under one timer: they are over in the order in which they began. 10,000 channels ask at
 * once, and a timer for each costs more than the asking.
 */
export const createDeadlines = <K>(length: number, expired: (key: K) => void): Deadlines<K> => {
  /** Until when each waits. */
  const waits = new Map<K, number>();
  let running: Subscription | undefined;

  const arm = () => {
    running?.unsubscribe();
    const [at] = waits.values();
    running = at === undefined ? undefined : timer(Math.max(0, at - asyncScheduler.now())).subscribe(elapse);
  };
  const elapse = () => {
    const now = asyncScheduler.now();
    for (const [key, at] of waits) {
      if (at > now) break;
      waits.delete(key);
      expired(key);
    }
    arm();
  };

  return {
    begin: (key) => {
      waits.delete(key);
      waits.set(key, asyncScheduler.now() + length);
      if (waits.size === 1) arm();
    },
    end: (key) => {
      if (waits.delete(key) && waits.size === 0) running?.unsubscribe();
    },
  };
};
