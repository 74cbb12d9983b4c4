import { setTimeout as sleep } from 'node:timers/promises';
import { resourcesLeft, waitUntil } from '../chaos/end.js';

/** What is there once everybody has left. */
export interface Sample {
  /** How often somebody has come and left by then. */
  readonly cycles: number;
  /** Bytes after forced collection. */
  readonly heap: number;
  /** Sockets and timers that were not there in the beginning. */
  readonly left: readonly string[];
}

/** How long (ms) sockets that `fetch` keeps for the next request may stay. */
const KEPT = 8_000;

/** Waits until the sockets and timers of the moment are gone, and has the rest collected. */
export const sample = async (cycles: number, before: readonly string[]): Promise<Sample> => {
  const left = await waitUntil(() => resourcesLeft(before), KEPT);
  // More than once: what a finalizer or a timer has let go of goes with the next.
  for (let i = 0; i < 4; i += 1) {
    globalThis.gc?.();
    await sleep(50);
  }
  return { cycles, heap: process.memoryUsage().heapUsed, left };
};

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** By how many bytes the heap grows with each cycle: the slope of the straight line that is nearest to the samples. */
export const slope = (samples: readonly Sample[]): number => {
  const cycles = mean(samples.map((one) => one.cycles));
  const heap = mean(samples.map((one) => one.heap));
  const over = samples.reduce((sum, one) => sum + (one.cycles - cycles) * (one.heap - heap), 0);
  return over / samples.reduce((sum, one) => sum + (one.cycles - cycles) ** 2, 0);
};
