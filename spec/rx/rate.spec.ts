import fc from 'fast-check';
import { concat, concatMap, of } from 'rxjs';
import { createRate } from '../../lib/rx/rate.js';
import { setClock } from '../support/set-clock.js';
import { virtually } from '../support/virtual.js';

/** The delays told at those times (ms), each counted if it is 0. */
const delays = (times: readonly number[], limit: number, length: number) => {
  const told: [at: number, delay: number][] = [];
  virtually(({ after }) => {
    const rate = createRate(limit, length);
    for (const at of times) {
      after(at, () => {
        const delay = rate.delay();
        told.push([at, delay]);
        if (delay === 0) rate.count();
      });
    }
  });
  return told;
};

describe('a rate', () => {
  it('lets so many through, and the next when the first of those is long enough ago', () => {
    expect(delays([0, 10, 20, 50, 99, 100, 105, 110], 3, 100)).toEqual([
      ...[
        [0, 0],
        [10, 0],
        [20, 0],
      ],
      [50, 50],
      [99, 1],
      [100, 0],
      [105, 5],
      [110, 0],
    ]);
  });

  it('never lets through more than that in any time of that length, and never holds back without need', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(500), { maxLength: 40 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 200 }),
        (times, limit, length) => {
          const through: number[] = [];
          for (const [at, delay] of delays(
            times.sort((a, b) => a - b),
            limit,
            length,
          )) {
            const recent = through.filter((time) => at - time < length);
            expect(delay > 0).toBe(recent.length >= limit);
            if (delay === 0) through.push(at);
            else expect(at + delay).toBe(through.at(-limit)! + length);
          }
        },
      ),
    );
  });

  it('gives each its turn, and the next when it may be', () => {
    virtually(({ expectObservable, cold }) => {
      const { turn$ } = createRate(2, 100);
      expectObservable(cold('aaa|').pipe(concatMap((_, i) => concat(turn$, of(i))))).toBe('01 98ms (2|)', [0, 1, 2]);
    });
  });

  it('counts no turn that was given up', () => {
    virtually(({ after }) => {
      const rate = createRate(1, 100);
      rate.turn$.subscribe();
      const waiting = rate.turn$.subscribe();
      after(50, () => waiting.unsubscribe());
      after(100, () => expect(rate.delay()).toBe(0));
    });
  });

  it('keeps no more than it needs', () => {
    const push = jest.spyOn(Array.prototype, 'shift');
    const rate = createRate(2, 100);
    for (let i = 0; i < 5; i += 1) rate.count();
    expect(push).toHaveBeenCalledTimes(3);
    push.mockRestore();
  });

  it('does not mind that the clock of the machine is set', () => {
    const rate = createRate(1, 100_000);
    rate.count();
    setClock((real) => real - 3_600_000);
    expect(rate.delay()).toBeGreaterThan(99_000);
    expect(rate.delay()).toBeLessThanOrEqual(100_000);
    jest.restoreAllMocks();
  });
});
