import { epoch, now } from './clock.js';

/** When something was last heard, known from a counter that is looked at now and then. */
export interface LastHeard {
  /** To be called regularly: the answer is early by at most the time between two calls. */
  look(): void;
  /** Something has been heard at this very moment. */
  heard(): void;
  /** Ms since the epoch, at or before the moment in which something was last heard. */
  at(): number;
}

/**
 * Reading the clock for each frame costs too much. So the counter is looked at now and then, and what a look finds to be new
 * came after the look before: that one's time is the answer.
 */
export const createLastHeard = (count: () => number): LastHeard => {
  const present = () => ({ count: count(), time: now(), timeOfDay: epoch() });
  let looked = present();
  let before = looked;
  return {
    look: () => {
      const next = present();
      if (next.count !== looked.count) before = looked;
      looked = next;
    },
    heard: () => {
      looked = before = present();
    },
    at: () => {
      const { time, timeOfDay } = count() === looked.count ? before : looked;
      // The clock may have been set since, and `now` may have stood still while the machine slept: the earlier of both.
      return Math.min(timeOfDay, epoch() - (now() - time));
    },
  };
};
