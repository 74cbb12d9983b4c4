import { now } from './clock.js';

/** At most `limit` in `length` ms, counted over the time that has just passed, wherever it began. */
export interface Rate {
  /** Ms until the next one may be; 0 for now. */
  delay(): number;
  count(): void;
  /** Forgets those there were. */
  reset(): void;
}

export const createRate = (limit: number, length: number): Rate => {
  let times: number[] = [];
  return {
    delay: () => Math.max(0, (times[times.length - limit] ?? -Infinity) + length - now()),
    count: () => {
      // Without a limit nothing needs to be known.
      if (limit === Infinity) return;
      times.push(now());
      if (times.length > limit) times.shift();
    },
    reset: () => {
      times = [];
    },
  };
};
