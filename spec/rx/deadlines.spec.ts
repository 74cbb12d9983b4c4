import fc from 'fast-check';
import { asyncScheduler } from 'rxjs';
import { createDeadlines } from '../../lib/rx/deadlines.js';
import { virtually } from '../support/virtual.js';

/** When the waits end that begin at those times (ms), each given up after a time or never. */
const ends = (waits: readonly (readonly [begins: number, givenUpAfter?: number | undefined])[], length = 100) =>
  virtually(({ after }) => {
    const begin = createDeadlines(length);
    const ended: [wait: number, at: number][] = [];
    waits.forEach(([begins, givenUpAfter], i) =>
      after(begins, () => {
        const giveUp = begin(() => ended.push([i, asyncScheduler.now()]));
        if (givenUpAfter !== undefined) after(givenUpAfter, giveUp);
      }),
    );
    return ended;
  }, 2_000);

describe('deadlines', () => {
  it('come when their time is over, in the order in which they began', () => {
    expect(ends([[0], [0], [30], [250]])).toEqual([
      [0, 100],
      [1, 100],
      [2, 130],
      [3, 350],
    ]);
  });

  it('do not come once given up, and leave no timer then', () => {
    expect(ends([[0, 50]])).toEqual([]);
    virtually(
      ({ after }) =>
        after(
          10,
          createDeadlines(100)(() => undefined),
        ),
      20,
    );
  });

  it('come at their own time though the one before was given up', () => {
    expect(ends([[0, 50], [30], [60, 10], [70]])).toEqual([
      [1, 130],
      [3, 170],
    ]);
  });

  it('may begin anew when one comes', () => {
    const times = virtually(() => {
      const begin = createDeadlines(100);
      const times: number[] = [];
      const again = () => {
        times.push(asyncScheduler.now());
        if (times.length < 3) begin(again);
      };
      begin(again);
      return times;
    });
    expect(times).toEqual([100, 200, 300]);
  });

  it('come once each, on time, unless given up before', () => {
    // Given up between two ms, never in the moment of the end itself.
    const givenUpAfter = fc.option(
      fc.nat(200).map((ms) => ms + 0.5),
      { nil: undefined },
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(500), givenUpAfter), { maxLength: 12 }), (waits) => {
        const expected = waits
          .flatMap(([begins, after], i) => ((after ?? Infinity) > 100 ? [[i, begins + 100] as const] : []))
          .sort(([i, at], [j, other]) => at - other || i - j);
        expect(ends(waits)).toEqual(expected);
      }),
    );
  });
});
