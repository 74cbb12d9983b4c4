import { asyncScheduler } from 'rxjs';
import { now } from './clock.js';

/** How long (ms) a slice may take: one frame of a screen. */
const SLICE = 16;

/** Who puts jobs in order. */
export interface Turns {
  /** Runs a job when it is its turn. */
  post(job: () => void): void;
  /** Whether another job waits for its turn. */
  readonly waiting: boolean;
}

/**
 * Work for many, done in slices so that the event loop has its turn after each. Gives the function that queues an item;
 * the work begins at once, unless so much has been done just before that it waits for the next turn. Jobs that an item
 * causes have their turn before the next item.
 */
export const createSlices = <T>(turns: Turns, work: (item: T) => void): ((item: T) => void) => {
  let items: T[] = [];
  let next = 0;
  /** When the slice began, and when its last item was done, with all that it caused. */
  let began = -Infinity;
  let worked = -Infinity;

  const begin = () => {
    began = now();
    turns.post(some);
  };
  const some = () => {
    try {
      do {
        next += 1;
        work(items[next - 1] as T);
        worked = now();
      } while (next < items.length && worked - began < SLICE && !turns.waiting);
    } finally {
      turns.post(goOn);
    }
  };
  const goOn = () => {
    worked = now();
    if (next === items.length) {
      items = [];
      next = 0;
    } else if (worked - began < SLICE) some();
    else asyncScheduler.schedule(begin);
  };

  return (item) => {
    items.push(item);
    if (items.length > 1) return;
    // After a pause as long as a slice others have had their turn.
    if (now() - worked >= SLICE) begin();
    else if (worked - began < SLICE) turns.post(some);
    else asyncScheduler.schedule(begin);
  };
};
