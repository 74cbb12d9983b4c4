/** Shortest and longest delay, in ms. */
export interface Delays {
  readonly minDelay: number;
  readonly maxDelay: number;
}

/**
 * A delay (ms) between `least` and a bound that doubles with each attempt, `minDelay` × 2ⁿ and at most `maxDelay`; `jitter`,
 * from 0 to 1, says where. The bound is never below `least`, and also from a `minDelay` of 0 it doubles.
 */
export const backoff = (
  attempt: number,
  { minDelay, maxDelay }: Delays,
  jitter: number,
  least: number = minDelay,
): number => least + jitter * Math.max(0, Math.min(maxDelay, Math.max(1, minDelay) * 2 ** attempt) - least);
