import fc from 'fast-check';
import { asyncScheduler } from 'rxjs';
import { createDeadlines } from '../../lib/rx/deadlines.js';
import { virtually } from '../support/virtual.js';

/** When the waits end that begin at those times (ms), each given up after a time or never. */
const ends = (waits: readonly (readonly [begins: number, givenUpAfter?: number | undefined])[], length = 100) =>
  virtually(({ after }) => {
    const ended: [wait: number, at: number][] = [];
    const deadlines = createDeadlines<number>(length, (i) => ended.push([i, asyncScheduler.now()]));
    waits.forEach(([begins, givenUpAfter], i) =>
      after(begins, () => {
        deadlines.begin(i);
        if (givenUpAfter !== undefined) after(givenUpAfter, () => deadlines.end(i));
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
    virtually(({ after }) => {
      const deadlines = createDeadlines<string>(100, () => undefined);
      deadlines.begin('one');
      after(10, () => deadlines.end('one'));
    }, 20);
  });

  it('come at their own time though the one before was given up', () => {
    expect(ends([[0, 50], [30], [60, 10], [70]])).toEqual([
      [1, 130],
      [3, 170],
    ]);
  });

  it('may begin anew when one comes', () => {
    const times = virtually(() => {
      const times: number[] = [];
      const deadlines = createDeadlines<string>(100, (one) => {
        times.push(asyncScheduler.now());
        if (times.length < 3) deadlines.begin(one);
      });
      deadlines.begin('one');
      return times;
    });
    expect(times).toEqual([100, 200, 300]);
  });

  it('count from the last time they began', () => {
    const times = virtually(({ after }) => {
      const times: number[] = [];
      const deadlines = createDeadlines<string>(100, () => times.push(asyncScheduler.now()));
      deadlines.begin('one');
      after(40, () => deadlines.begin('one'));
      return times;
    });
    expect(times).toEqual([140]);
  });

  it('leave the others alone when somebody ends who never began', () => {
    const times = virtually(() => {
      const times: number[] = [];
      const deadlines = createDeadlines<string>(100, () => times.push(asyncScheduler.now()));
      deadlines.begin('one');
      deadlines.end('other');
      return times;
    });
    expect(times).toEqual([100]);
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
