import { asyncScheduler, timer } from 'rxjs';
import type { Subscription } from 'rxjs';

interface Wait {
  readonly at: number;
  readonly expire: () => void;
}

/** Has `expire` called when the time is over, unless what it returns is called before. */
export type Deadline = (expire: () => void) => () => void;

/**
 * Waits of one length (ms), all under one timer: they are over in the order in which they began. 10,000 channels ask at
 * once, and a timer for each costs more than the asking.
 */
export const createDeadlines = (length: number): Deadline => {
  const waits = new Set<Wait>();
  let running: Subscription | undefined;

  const arm = () => {
    running?.unsubscribe();
    const [next] = waits;
    running = next && timer(Math.max(0, next.at - asyncScheduler.now())).subscribe(elapse);
  };
  const elapse = () => {
    const now = asyncScheduler.now();
    for (const wait of waits) {
      if (wait.at > now) break;
      waits.delete(wait);
      wait.expire();
    }
    arm();
  };

  return (expire) => {
    const wait = { at: asyncScheduler.now() + length, expire };
    waits.add(wait);
    if (waits.size === 1) arm();
    return () => {
      waits.delete(wait);
      if (waits.size === 0) running?.unsubscribe();
    };
  };
};
