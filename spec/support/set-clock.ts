const HOUR = 3_600_000;

/** What the clock of a machine may do, as `Date.now` tells it: each gives the time to tell from the real one. */
export const CLOCKS: readonly (readonly [what: string, time: (real: number) => number])[] = [
  ['set back by an hour', (real) => real - HOUR],
  ['set forward by an hour', (real) => real + HOUR],
  ['set back to 1970', () => 5],
  ['frozen', () => 1_700_000_000_000],
  ['frozen at 0', () => 0],
  ['going backwards', (real) => 3_500_000_000_000 - real],
  ['another at each look', (real) => real + Math.sin(real * 1e3) * HOUR],
  ['no number', () => NaN],
];

/** From now on, until `jest.restoreAllMocks()`. */
export const setClock = (time: (real: number) => number): void => {
  const real = Date.now;
  let looks = 0;
  jest.spyOn(Date, 'now').mockImplementation(() => time(real() + (looks += 1) * 1e-3));
};
