const BUCKET = 100;
const WIDTH = 50;

const counted = (times: readonly number[]): readonly number[] => {
  const buckets = new Array<number>(Math.floor(Math.max(...times) / BUCKET) + 1).fill(0);
  for (const time of times) buckets[Math.floor(time / BUCKET)]! += 1;
  return buckets;
};

/** Times (ms) in buckets of 100 ms, a line for each. */
export const histogram = (times: readonly number[]): string => {
  const buckets = counted(times);
  const most = Math.max(...buckets);
  const first = buckets.findIndex((count) => count > 0);
  return buckets
    .map((count, i) => {
      const bar = '#'.repeat(Math.ceil((count / most) * WIDTH));
      return `    ${`${i * BUCKET}`.padStart(6)} ms  ${`${count}`.padStart(5)}  ${bar}`.trimEnd();
    })
    .slice(first)
    .join('\n');
};

/** The share of all that came in the fullest 100 ms. */
export const peak = (times: readonly number[]): number => Math.max(...counted(times)) / times.length;
