import { now } from '../rx/clock.js';

/** At most `limit` a second, counted over the last one as it slides. */
export interface Pace {
  /** ms until the next one may go; 0 for now. */
  delay(): number;
  went(): void;
  reset(): void;
}

// A tenth more than a second: what leaves a second apart may arrive closer together, and is lost then.
const SECOND = 1_100;

export const createPace = (limit: number): Pace => {
  /** When each of the last `limit` went; the oldest is the next to be overwritten. */
  let times: number[] = [];
  let next = 0;
  return {
    delay: () => {
      const oldest = times[next];
      return oldest === undefined ? 0 : Math.max(0, oldest + SECOND - now());
    },
    went: () => {
      if (limit === Infinity) return;
      times[next] = now();
      next = (next + 1) % limit;
    },
    reset: () => {
      times = [];
      next = 0;
    },
  };
};
