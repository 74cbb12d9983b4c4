import { now } from './clock.js';

/** At most `limit` in `length` ms, counted over the time that has just passed, wherever it began. */
export interface Rate {
  /** Ms until the next one may be; 0 for now. */
  delay(): number;
  count(): void;
}

export const createRate = (limit: number, length: number): Rate => {
  const times: number[] = [];
  return {
    delay: () => Math.max(0, (times[times.length - limit] ?? -Infinity) + length - now()),
    count: () => {
      times.push(now());
      if (times.length > limit) times.shift();
    },
  };
};
