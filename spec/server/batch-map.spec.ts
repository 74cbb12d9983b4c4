import { left, right } from 'fp-ts/Either';
import { from, map, NEVER, of, range, Subject, take, throwError, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { BatchMap } from '../../lib/server/batch-map.js';
import { batchMap } from '../../lib/server/batch-map.js';

// A batch is shown as its letters, with how many wait when it is done; sending takes 10 ms.
const batches = (options: Partial<BatchMap<string, string, string>> = {}) =>
  batchMap<string, string, string>({
    admit: (value) => right(value),
    project: (batch, waiting) => timer(10).pipe(map(() => `${batch.join('')}+${waiting()}`)),
    keyOf: () => '',
    size: 3,
    within: 5,
    concurrency: 1,
    ...options,
  });

const ERROR = new Error('error');

const marbles = (test: Parameters<TestScheduler['run']>[0]) =>
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(test);

describe('batchMap', () => {
  it('sends a batch when its first item has waited long enough', () => {
    marbles(({ hot, expectObservable }) => {
      expectObservable(hot('--a-b|').pipe(batches())).toBe('15ms (x|)', { x: 'ab+0' });
      expectObservable(hot('-a-b').pipe(batches()), '^ 30ms !').toBe('16ms x', { x: 'ab+0' });
    });
  });

  it('sends a full batch at once', () => {
    marbles(({ hot, expectObservable }) => {
      const result$ = hot('-(abc)').pipe(batches());
      expectObservable(result$, '^ 30ms !').toBe('11ms x', { x: 'abc+0' });
    });
  });

  it('gathers while a batch is under way, and sends what gathered when it is done', () => {
    marbles(({ hot, expectObservable }) => {
      const result$ = hot('(abcde)f').pipe(batches());
      expectObservable(result$, '^ 40ms !').toBe('10ms x 9ms y', { x: 'abc+3', y: 'def+0' });
    });
  });

  it('says how many wait when a batch is done', () => {
    marbles(({ expectObservable }) => {
      const result$ = from('abcdefgh').pipe(batches());
      expectObservable(result$).toBe('10ms x 9ms y 9ms (z|)', { x: 'abc+5', y: 'def+2', z: 'gh+0' });
    });
  });

  it('has as many batches under way as it may, none with the same key', () => {
    marbles(({ expectObservable }) => {
      const keyOf = (item: string) => item.toLowerCase();
      const apart$ = from('abcdef').pipe(batches({ concurrency: 2, keyOf }));
      expectObservable(apart$).toBe('10ms (xy|)', { x: 'abc+0', y: 'def+0' });
      const same$ = from('aAaAbc').pipe(batches({ concurrency: 2, keyOf }));
      expectObservable(same$).toBe('10ms (xy) 6ms (z|)', { x: 'aAa+1', y: 'bc+0', z: 'A+0' });
    });
  });

  it('answers at once for what is not admitted', () => {
    marbles(({ hot, expectObservable }) => {
      const admit = (value: string, waiting: number) => (value === 'b' ? left(`no ${value}+${waiting}`) : right(value));
      const result$ = hot('-ab').pipe(batches({ admit }));
      expectObservable(result$, '^ 30ms !').toBe('--n 13ms x', { n: 'no b+1', x: 'a+0' });
    });
  });

  it('sends what waits before it ends as the source ended', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('a#').pipe(batches())).toBe('11ms (x#)', { x: 'a+0' });
      expectObservable(cold('|').pipe(batches())).toBe('|');
    });
  });

  it('errors where sending does', () => {
    marbles(({ hot, expectObservable }) => {
      expectObservable(hot('-a').pipe(batches({ project: () => throwError(() => ERROR) }))).toBe(
        '6ms #',
        undefined,
        ERROR,
      );
      const thrown = () => {
        throw ERROR;
      };
      expectObservable(hot('-a').pipe(batches({ project: thrown }))).toBe('6ms #', undefined, ERROR);
    });
  });

  it('drops what waits, and gives up what is under way, when nobody listens any more', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const sending$ = cold('----------');
      const source$ = hot('(abcd)---');
      expectObservable(source$.pipe(batches({ project: () => sending$ })), '---!').toBe('');
      expectSubscriptions(sending$.subscriptions).toBe('^--!');
      expectSubscriptions(source$.subscriptions).toBe('^--!');
    });
  });

  it('asks for no more, of the source or of the queue, once nobody listens', () => {
    const sent = jest.fn((batch: readonly string[]) => of(batch.join('')));
    const first$ = new Subject<string>();
    from('abcdefghi')
      .pipe(batches({ project: (batch) => (batch[0] === 'a' ? first$ : sent(batch)) }), take(2))
      .subscribe();
    first$.next('first');
    first$.complete();
    expect(sent).toHaveBeenCalledTimes(1);

    let pulled = 0;
    range(0, 1_000)
      .pipe(
        map(() => `${(pulled += 1)}`),
        batches({ project: sent }),
        take(1),
      )
      .subscribe();
    expect(pulled).toBe(3);
  });

  it('keeps the stack flat while what waits is sent at once', () => {
    const sent: string[] = [];
    const first$ = new Subject<string>();
    range(0, 100_000)
      .pipe(
        map((n) => `${n}`),
        batches({ project: (batch) => (sent.length === 0 ? first$ : of(batch.join())) }),
      )
      .subscribe((batch) => sent.push(batch));
    first$.next('first');
    first$.complete();
    expect(sent).toHaveLength(Math.ceil(100_000 / 3));
    expect(sent.at(-1)).toBe('99999');
  });

  it('has one timer, and that only while something gathers', () => {
    jest.useFakeTimers();
    const source$ = new Subject<string>();
    const timers = [jest.getTimerCount()];
    const subscription = source$.pipe(batches({ project: () => NEVER })).subscribe();
    for (const item of ['a', 'b', 'c', 'd']) {
      source$.next(item);
      if (item === 'c') jest.advanceTimersByTime(5);
      timers.push(jest.getTimerCount());
    }
    subscription.unsubscribe();
    expect(timers).toEqual([0, 1, 1, 0, 0]);
    jest.useRealTimers();
  });

  it('takes its timer along when it is given up', () => {
    jest.useFakeTimers();
    const source$ = new Subject<string>();
    const subscription = source$.pipe(batches()).subscribe();
    source$.next('a');
    expect(jest.getTimerCount()).toBe(1);
    subscription.unsubscribe();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });
});
