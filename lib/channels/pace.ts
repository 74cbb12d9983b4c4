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
  let times: number[] = [];
  return {
    delay: () => {
      const oldest = times.length < limit ? undefined : times[0];
      return oldest === undefined ? 0 : Math.max(0, oldest + SECOND - now());
    },
    went: () => {
      times = [...times, now()].slice(-limit);
    },
    reset: () => {
      times = [];
    },
  };
};
