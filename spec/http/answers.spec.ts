import * as fc from 'fast-check';
import type { Observable } from 'rxjs';
import { asyncScheduler, concat, map, Observable as Rx, of, Subject, throwError, timer } from 'rxjs';
import type { Limits } from '../../lib/http/answers.js';
import { answers } from '../../lib/http/answers.js';
import { createLifespan } from '../../lib/http/lifespan.js';
import { listen } from '../support/listen.js';
import { inTime } from '../support/in-time.js';
import { virtually } from '../support/virtual.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const BEGUN = bytes('');

const LIMITS: Limits = { size: 20, age: () => Infinity, cut: () => undefined, grace: 5 };

/** An answer whose letters are lines, or what `values` says. */
const answer = (values: Readonly<Record<string, string>> = {}) =>
  map((letter: string) => (letter === '0' ? BEGUN : bytes(values[letter] ?? `${letter}\n`)));

describe('Answers', () => {
  it('follow one another, each asked for when the one before has ended', () =>
    virtually(({ cold, expectObservable, expectSubscriptions }) => {
      const all = [cold('0a-b|'), cold('-0c|'), cold('0----')];
      let asked = 0;
      const ask = () => all[asked++]!.pipe(answer());
      expectObservable(answers(ask, LIMITS), '^-----------!').toBe('-a-b--c');
      const times = ['^---!', '----^--!', '-------^----!'];
      all.forEach(({ subscriptions }, i) => expectSubscriptions(subscriptions).toBe(times[i]!));
    }));

  const overlap = (first: string, second: string, expected: string, times: readonly [string, string]) =>
    virtually(({ cold, expectObservable, expectSubscriptions }) => {
      const all = [cold(first), cold(second), cold('')];
      let asked = 0;
      const ask = () => all[asked++]!.pipe(answer({ L: `${'l'.repeat(30)}\n` }));
      const short = map((line: string) => line[0]);
      expectObservable(answers(ask, LIMITS).pipe(short), '^-------------------!').toBe(expected);
      times.forEach((time, i) => expectSubscriptions(all[i]!.subscriptions).toBe(time));
    });

  it('are followed while they go on where they get large: what the older says still comes first', () =>
    //       asked for at 2; begun at 4; the older ends at 7
    overlap('0-L-ab-c|', '--0x--y---', '--l-ab-c(xy)', ['^-------!', '--^-----------------!']));

  it('are left a moment after the next has begun, where the server does not end them', () =>
    overlap('0-L-ab---------', '--0x--y----z', '--l-ab---(xy)z', ['^--------!', '--^-----------------!']));

  it('are kept for as long as the next has not begun', () =>
    overlap('0-L-a-b-c-d|', '---------', '--l-a-b-c-d', ['^----------!', '--^-----------------!']));

  it('are an error where one ends in the middle of a line', () =>
    virtually(({ cold, expectObservable }) => {
      const ask = () => cold('0-a-|').pipe(answer({ a: 'a["on' }));
      expectObservable(answers(ask, LIMITS).pipe(map(() => '?'))).toBe(
        '----#',
        undefined,
        expect.objectContaining({
          message: 'an answer ended in the middle of a line',
        }),
      );
    }));

  it('are asked for ever more slowly where they say nothing, and at last no more', () =>
    inTime(({ pass, timers }) => {
      const asked: number[] = [];
      const heard = listen(
        answers(() => {
          asked.push(asyncScheduler.now());
          return of(BEGUN);
        }, LIMITS),
      );
      pass(10_000);
      expect(asked).toEqual([0, 100, 300, 600, 1_000, 1_500]);
      expect(heard.error).toMatchObject({ message: 'one answer after another says nothing' });
      expect(timers()).toBe(0);
    }));

  it('leave nothing behind, also of one that was asked for and not read yet', () =>
    virtually(({ cold, expectSubscriptions, expectObservable }) => {
      const all = [cold('0-L---------'), cold('--0x--y---')];
      let asked = 0;
      const ask = () => all[asked++]!.pipe(answer({ L: `${'l'.repeat(30)}\n` }));
      expectObservable(answers(ask, LIMITS).pipe(map((line) => line[0])), '^----!').toBe('--l');
      expectSubscriptions(all[0]!.subscriptions).toBe('^----!');
      expectSubscriptions(all[1]!.subscriptions).toBe('--^--!');
    }));

  it('pass on why one failed', () => {
    const heard = listen(answers(() => throwError(() => new Error('refused')), LIMITS));
    expect(heard.error).toMatchObject({ message: 'refused' });
  });

  /**
   * A server that gives what it has to say to the newest request and ends the one before, over a line whose answers take
   * their time; `at` is when it says each line.
   */
  const server = (at: readonly number[], latency: readonly number[]) => {
    let current: Subject<string> | undefined;
    const waiting: string[] = [];
    const requests: number[] = [];
    at.forEach((ms, i) =>
      timer(ms).subscribe(() => {
        if (current === undefined) waiting.push(`n${i}`);
        else current.next(`n${i}`);
      }),
    );
    const ask = (): Observable<Uint8Array> =>
      new Rx<Uint8Array>((subscriber) => {
        const late = latency[requests.length % latency.length]!;
        requests.push(asyncScheduler.now());
        const own = new Subject<string>();
        own.subscribe({
          next: (line) => timer(late).subscribe(() => subscriber.next(bytes(`${line}\n`))),
          complete: () => timer(late).subscribe(() => subscriber.complete()),
        });
        const reached = timer(late).subscribe(() => {
          current?.complete();
          current = own;
          timer(late).subscribe(() => subscriber.next(BEGUN));
          for (const line of waiting.splice(0)) own.next(line);
        });
        subscriber.add(() => {
          reached.unsubscribe();
          if (current === own) current = undefined;
        });
      });
    return { ask, requests };
  };

  it('bring each line once and in order, whenever it is said and however long requests take', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(300), { minLength: 1, maxLength: 60 }),
        fc.array(fc.nat(40), { minLength: 1, maxLength: 4 }),
        fc.option(fc.integer({ min: 30, max: 120 })),
        (times, latency, age) => {
          const at = [...times].sort((a, b) => a - b);
          inTime(({ pass }) => {
            const { ask, requests } = server(at, latency);
            const heard = listen(answers(ask, { ...LIMITS, age: () => age ?? Infinity, grace: 200 }));
            pass(2_000);
            expect(heard.values).toEqual(at.map((_, i) => `n${i}`));
            if (at.length > 20) expect(requests.length).toBeGreaterThan(1);
            heard.leave();
          });
        },
      ),
      // A request that is slow, and one that would overtake it.
      { numRuns: 60, examples: [[[32, 0], [31, 0], 30]] },
    );
  });
});

describe('The lifespan of answers', () => {
  it.each([
    ['nothing was cut', [], Infinity],
    ['one was', [30_000], Infinity],
    ['two were, at different ages', [30_000, 5_000], Infinity],
    ['two were in their youth', [300, 320], Infinity],
    ['two were at the same age', [30_000, 30_010], 22_500],
    ['others were between them', [30_000, 200, 30_010], 22_500],
    ['a later pair is younger', [30_000, 30_000, 10_000, 10_000], 7_500],
    ['a later pair is older', [10_000, 10_000, 30_000, 30_000], 7_500],
  ])('where %s', (_, cuts, age) => {
    const lifespan = createLifespan();
    cuts.forEach(lifespan.cut);
    expect(lifespan.age()).toBe(age);
  });

  it('is learned from answers that had begun', () =>
    inTime(({ pass }) => {
      const lifespan = createLifespan();
      const asked: number[] = [];
      const cutAt = (ms: number) => () => {
        asked.push(asyncScheduler.now());
        return concat(
          of(bytes('h\n')),
          timer(ms).pipe(
            map(() => {
              throw new Error('cut');
            }),
          ),
        );
      };
      for (let i = 0; i < 2; i += 1) {
        listen(answers(cutAt(2_000), { ...LIMITS, ...lifespan }));
        pass(3_000);
      }
      expect(lifespan.age()).toBe(1_500);
      const heard = listen(answers(cutAt(2_000), { ...LIMITS, ...lifespan }));
      pass(10_000);
      expect(heard.error).toBeUndefined();
      expect(asked.slice(2).map((at) => at - asked[2]!)).toEqual(
        [0, 1_500, 3_005, 4_510, 6_015, 7_520, 9_025].slice(0, asked.length - 2),
      );
      heard.leave();
    }));
});
