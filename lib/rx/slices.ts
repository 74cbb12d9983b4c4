import { asyncScheduler } from 'rxjs';
import { now } from './clock.js';

/** How long (ms) a slice may take: one frame of a screen. */
const SLICE = 16;

/**
 * Work for many, done in slices so that the event loop has its turn after each. Gives the function that queues an item;
 * the work begins at once, unless so much has been done just before that it waits for the next turn. `run` is how an item
 * is worked on, one after another: whoever puts jobs in order passes that on.
 */
export const createSlices = <T>(run: (job: () => void) => void, work: (item: T) => void): ((item: T) => void) => {
  let items: T[] = [];
  let next = 0;
  /** When the slice began, and when its last item was done, with all that it caused. */
  let began = -Infinity;
  let worked = -Infinity;

  const begin = () => {
    began = now();
    run(one);
  };
  const one = () => {
    try {
      work(items[next] as T);
    } finally {
      next += 1;
      run(goOn);
    }
  };
  const goOn = () => {
    worked = now();
    if (next === items.length) {
      items = [];
      next = 0;
    } else if (worked - began < SLICE) one();
    else asyncScheduler.schedule(begin);
  };

  return (item) => {
    items.push(item);
    if (items.length > 1) return;
    // After a pause as long as a slice others have had their turn.
    if (now() - worked >= SLICE) begin();
    else if (worked - began < SLICE) run(one);
    else asyncScheduler.schedule(begin);
  };
};
