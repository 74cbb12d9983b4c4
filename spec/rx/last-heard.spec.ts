import fc from 'fast-check';
import { asyncScheduler } from 'rxjs';
import { createLastHeard } from '../../lib/rx/last-heard.js';
import { setClock } from '../support/set-clock.js';
import { virtually } from '../support/virtual.js';

const TICK = 100;

afterEach(() => jest.restoreAllMocks());

/** What is said at `askedAt` where something was heard at those times; looked at every 100 ms until `looksUntil`. */
const told = (heardAt: readonly number[], askedAt: number, looksUntil = askedAt) =>
  virtually(({ after }) => {
    let count = 0;
    const last = createLastHeard(() => count);
    for (let ms = TICK; ms <= looksUntil; ms += TICK) after(ms, last.look);
    for (const ms of heardAt) after(ms, () => (count += 1));
    const answers: number[] = [];
    after(askedAt, () => answers.push(last.at()));
    return answers;
  })[0]!;

describe('the time at which something was last heard', () => {
  it.each([
    ['the beginning where nothing came', [], 950, 0],
    ['the last look where something came since', [950], 980, 900],
    ['the look before it where nothing came since', [350], 950, 300],
    ['that of the last thing, not of those before', [50, 150, 350, 420], 950, 400],
  ])('is %s', (_, heardAt, askedAt, answer) => {
    expect(told(heardAt, askedAt)).toBe(answer);
  });

  it('is never after it, and before it by less than the time between two looks', () => {
    const times = fc.array(
      fc.nat(2_000).map((ms) => ms + 0.5),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 2_100 }), (heardAt, askedAt) => {
        const last = Math.max(0, ...heardAt.filter((ms) => ms <= askedAt));
        const answer = told(heardAt, askedAt);
        expect(answer).toBeLessThanOrEqual(last);
        expect(answer).toBeGreaterThan(last - TICK - 1);
      }),
    );
  });

  it('is not after it where nobody looked for a long time, for the page was frozen', () => {
    expect(told([250, 790], 500_000, 300)).toBe(300);
    expect(told([250], 500_000, 300)).toBe(200);
  });

  it('is exact where it is told of it', () => {
    const answer = virtually(({ after }) => {
      const last = createLastHeard(() => 0);
      const answers: number[] = [];
      after(100, last.look);
      after(150, last.heard);
      after(200, last.look);
      after(250, () => answers.push(last.at()));
      return answers;
    });
    expect(answer).toEqual([150]);
  });

  it.each([
    ['set back by an hour', -3_600_000, -3_600_000],
    ['set forward by an hour', 3_600_000, 0],
  ])('is not after it by either clock where that of the machine was %s since', (_, jump, moved) => {
    const start = Date.now();
    const last = createLastHeard(() => 0);
    setClock((real) => real + jump);
    expect(Math.abs(last.at() - (start + moved))).toBeLessThan(50);
  });

  it('is not after it though the clock for differences stood still while the machine slept', () => {
    const start = Date.now();
    const last = createLastHeard(() => 0);
    const standing = performance.now();
    jest.spyOn(performance, 'now').mockImplementation(() => standing);
    setClock((real) => real + 8 * 3_600_000);
    expect(Math.abs(last.at() - start)).toBeLessThan(50);
  });

  it('is asked for without a look at the counter by anybody else', () => {
    const answer = virtually(() => {
      const last = createLastHeard(() => 7);
      const answers: number[] = [];
      asyncScheduler.schedule(() => answers.push(last.at()), 30);
      return answers;
    });
    expect(answer).toEqual([0]);
  });
});
