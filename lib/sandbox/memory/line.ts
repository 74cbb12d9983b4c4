import { asyncScheduler } from 'rxjs';

/** One direction of a connection: what is put in comes out after the latency, in order, and never in the same turn. */
export const createLine = (latency: () => number): ((deliver: () => void) => void) => {
  const underway: (() => void)[] = [];
  let last = 0;
  return (deliver) => {
    const now = asyncScheduler.now();
    // Nothing overtakes what was put in before, though the latency may have fallen since.
    last = Math.max(last, now + latency());
    underway.push(deliver);
    asyncScheduler.schedule(() => underway.shift()?.(), last - now);
  };
};
