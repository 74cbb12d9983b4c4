import { asyncScheduler } from 'rxjs';
import { now } from './clock.js';

/** How long (ms) a slice may take: one frame of a screen. */
const SLICE = 16;
/** Fewer items than this are no crowd, however long ago the slice began. */
const CROWD = 64;

/**
 * Work for many, done in slices so that the event loop has its turn after each. Gives the function that queues an item;
 * the work begins at once, unless so much has been done in this turn that it waits for the next. `run` is how an item is
 * worked on, one after another: whoever puts jobs in order passes that on.
 */
export const createSlices = <T>(run: (job: () => void) => void, work: (item: T) => void): ((item: T) => void) => {
  let items: T[] = [];
  let next = 0;
  let began = -Infinity;
  let done = 0;

  const isOver = () => now() - began >= SLICE;
  const begin = () => {
    began = now();
    done = 0;
  };
  const later = () => {
    begin();
    run(one);
  };
  const one = () => {
    work(items[next] as T);
    next += 1;
    done += 1;
    if (next === items.length) {
      items = [];
      next = 0;
    } else if (isOver()) asyncScheduler.schedule(later);
    else run(one);
  };

  return (item) => {
    items.push(item);
    if (items.length > 1) return;
    if (!isOver()) run(one);
    // Few items over a long time are of several turns; of many nobody knows.
    else if (done < CROWD) later();
    else asyncScheduler.schedule(later);
  };
};
