/** Numbers from 0 to 1, the same row for the same seed (mulberry32). */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
};

/** Socket ids in the form servers give them, `123.456789`; the first part counts, so none is given twice. */
export const socketIds = (random: () => number): (() => string) => {
  let count = 0;
  return () => {
    count += 1;
    return `${count}.${Math.floor(random() * 1e9)}`;
  };
};
