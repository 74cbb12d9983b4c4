import fc from 'fast-check';
import { asyncScheduler, config, firstValueFrom, timer } from 'rxjs';
import { createDeadlines } from '../../lib/rx/deadlines.js';
import { CLOCKS, setClock } from '../support/set-clock.js';
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

  it('may be ended, all that are left, when one comes', () => {
    const ended = virtually(() => {
      const ended: number[] = [];
      const deadlines = createDeadlines<number>(100, (i) => {
        ended.push(i);
        for (let other = i + 1; other < 5; other += 1) deadlines.end(other);
        deadlines.begin(9);
        deadlines.end(9);
      });
      for (let i = 0; i < 5; i += 1) deadlines.begin(i);
      return ended;
    });
    expect(ended).toEqual([0]);
  });

  it('come for everybody though what one of them does throws', () => {
    const thrown: unknown[] = [];
    config.onUnhandledError = (error) => thrown.push(error);
    jest.useFakeTimers();
    try {
      const ended: number[] = [];
      const deadlines = createDeadlines<number>(100, (i) => {
        ended.push(i);
        if (i % 2 === 0) throw new Error('mine');
      });
      for (let i = 0; i < 5; i += 1) deadlines.begin(i);
      jest.advanceTimersByTime(50);
      deadlines.begin(5);
      jest.advanceTimersByTime(200);
      expect(ended).toEqual([0, 1, 2, 3, 4, 5]);
      expect(thrown).toHaveLength(3);
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      config.onUnhandledError = null;
      jest.useRealTimers();
    }
  });

  it('have a timer for those that begin together, not one for each', () => {
    const timers = virtually(() => {
      const schedule = jest.spyOn(asyncScheduler, 'schedule');
      const deadlines = createDeadlines<number>(100, () => undefined);
      for (let i = 0; i < 1_000; i += 1) deadlines.begin(i);
      const count = schedule.mock.calls.length;
      schedule.mockRestore();
      return count;
    });
    expect(timers).toBe(1);
  });

  it('that begin anew in the moment in which others come have their own turn, though they have no length', () => {
    const turns = virtually(() => {
      const turns: string[] = [];
      const deadlines = createDeadlines<string>(0, (key) => {
        turns.push(key);
        if (turns.length > 1) return;
        asyncScheduler.schedule(() => turns.push('|'));
        deadlines.begin(key);
      });
      deadlines.begin('a');
      deadlines.begin('b');
      expect(turns).toEqual([]);
      return turns;
    });
    expect(turns).toEqual(['a', 'b', '|', 'a']);
  });

  it.each<[string, Parameters<typeof jest.useFakeTimers>[0], object | undefined]>([
    ['all clocks', {}, undefined],
    ['Date and not performance', { doNotFake: ['performance'] }, performance],
    ['performance and not Date', { doNotFake: ['Date'] }, Date],
  ])('come each at its own time under fake timers that move %s', (_, options, still) => {
    jest.useFakeTimers(options);
    if (still !== undefined) jest.spyOn(still as typeof Date, 'now').mockReturnValue(1_700_000_000_000);
    try {
      const ended: string[] = [];
      const deadlines = createDeadlines<string>(15_000, (key) => ended.push(key));
      deadlines.begin('first');
      jest.advanceTimersByTime(10_000);
      deadlines.begin('second');
      jest.advanceTimersByTime(4_999);
      expect(ended).toEqual([]);
      jest.advanceTimersByTime(1);
      expect(ended).toEqual(['first']);
      jest.advanceTimersByTime(9_999);
      expect(ended).toEqual(['first']);
      jest.advanceTimersByTime(1);
      expect(ended).toEqual(['first', 'second']);
    } finally {
      jest.restoreAllMocks();
      jest.useRealTimers();
    }
  });

  it.each(CLOCKS)('come on time though the clock of the machine is %s meanwhile', async (_, clock) => {
    try {
      const start = performance.now();
      const times: number[] = [];
      const deadlines = createDeadlines<string>(60, () => times.push(performance.now() - start));
      deadlines.begin('before');
      setClock(clock);
      deadlines.begin('after');
      await firstValueFrom(timer(40));
      deadlines.begin('later');
      await firstValueFrom(timer(150));
      const [before, after, later] = times;
      for (const [time, due] of [
        [before, 60],
        [after, 60],
        [later, 100],
      ] as const) {
        expect(time).toBeGreaterThan(due - 3);
        expect(time).toBeLessThan(due + 500);
      }
    } finally {
      jest.restoreAllMocks();
    }
  });
});
