import { epoch, now } from './clock.js';

/** When something was last heard, known from a counter that is looked at now and then. */
export interface LastHeard {
  /** To be called every so often: that far is the answer from the truth at most, never after it. */
  look(): void;
  /** Something is heard at this very moment. */
  heard(): void;
  /** Ms since the epoch, at or before the moment in which something was last heard. */
  at(): number;
}

/**
 * To read the clock for each frame costs too much. So the answer is the time of a look: of the last one if something came
 * since then, otherwise of the one before the last that found something new.
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
      // The earlier of both: the clock may have been set since, and `now` may have stood still while the machine slept.
      return Math.min(timeOfDay, epoch() - (now() - time));
    },
  };
};
