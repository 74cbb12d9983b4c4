import fc from 'fast-check';
import { backoff } from '../../lib/rx/backoff.js';

const DELAYS = { minDelay: 1_000, maxDelay: 30_000 };

describe('the back-off', () => {
  it.each([
    [1, 0, 1_000],
    [1, 1, 2_000],
    [2, 0.5, 2_500],
    [3, 1, 8_000],
    [5, 0, 1_000],
    [5, 1, 30_000],
    [2_000, 1, 30_000],
  ])(
    'lies between minDelay and a bound that doubles up to maxDelay: attempt %d, jitter %d',
    (attempt, jitter, delay) => {
      expect(backoff(attempt, DELAYS, jitter)).toBe(delay);
    },
  );

  it.each([
    [0, 1, 1_000],
    [1, 0, 0],
    [2, 0.5, 2_000],
  ])('begins at another least delay where told: attempt %d, jitter %d', (attempt, jitter, delay) => {
    expect(backoff(attempt, DELAYS, jitter, 0)).toBe(delay);
  });

  it('doubles from nothing too', () => {
    expect([1, 2, 3].map((attempt) => backoff(attempt, { minDelay: 0, maxDelay: 30_000 }, 1))).toEqual([2, 4, 8]);
  });

  it('is never less than the least, nor more than the longest unless that is less', () => {
    const delay = fc.nat(2 ** 31 - 1);
    fc.assert(
      fc.property(
        fc.nat(3_000),
        delay,
        delay,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, one, two, jitter) => {
          const [minDelay, maxDelay] = [Math.min(one, two), Math.max(one, two)];
          const ms = backoff(attempt, { minDelay, maxDelay }, jitter);
          expect(ms).toBeGreaterThanOrEqual(minDelay);
          expect(ms).toBeLessThanOrEqual(maxDelay);
        },
      ),
    );
  });
});
