import { concat, EMPTY, NEVER, of, throwError, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import { ignoreElements, map } from 'rxjs';
import { reconnect } from '../../lib/rx/reconnect.js';
import { virtually } from '../support/virtual.js';

/** Is up after `opening` ms and fails `uptime` ms later. */
const attemptOf = (opening: number, uptime: number) => (): Observable<string> =>
  concat(
    timer(opening).pipe(map(() => 'up')),
    timer(uptime).pipe(
      map(() => {
        throw new Error('down');
      }),
    ),
  );

const failing = (): Observable<string> => throwError(() => new Error('down'));

/** A pause of 10 ms that tells its number. */
const pause = (_: unknown, count: number): Observable<string> =>
  concat(of(String(count)), timer(10).pipe(ignoreElements()));

const isUp = (value: string) => value === 'up';

describe('reconnecting', () => {
  it('makes one attempt after another, counted, with the pauses between them', () => {
    virtually(({ expectObservable }) => {
      const counts: number[] = [];
      const attempt = (count: number) => {
        counts.push(count);
        return failing();
      };
      const again$ = reconnect({ attempt, pause, isUp, minUptime: 5 });
      expectObservable(again$, '25ms !').toBe('2 9ms 3 9ms 4');
    });
  });

  it('counts afresh after an attempt that was up for minUptime', () => {
    virtually(({ expectObservable }) => {
      const again$ = reconnect({ attempt: attemptOf(3, 5), pause, isUp, minUptime: 5 });
      expectObservable(again$, '35ms !').toBe('3ms u 4ms 1 12ms u 4ms 1', { u: 'up', 1: '1' });
    });
  });

  it('counts on after one that was up for less', () => {
    virtually(({ expectObservable }) => {
      const again$ = reconnect({ attempt: attemptOf(3, 4), pause, isUp, minUptime: 5 });
      expectObservable(again$, '35ms !').toBe('3ms u 3ms 2 12ms u 3ms 3', { u: 'up', 2: '2', 3: '3' });
    });
  });

  it('counts the time since an attempt was up, not since it began', () => {
    virtually(({ expectObservable }) => {
      const again$ = reconnect({ attempt: attemptOf(100, 4), pause, isUp, minUptime: 5 });
      expectObservable(again$, '105ms !').toBe('100ms u 3ms 2', { u: 'up', 2: '2' });
    });
  });

  it('does not take the uptime of one attempt for that of the next', () => {
    virtually(({ expectObservable }) => {
      let first = true;
      const attempt = () => {
        if (!first) return failing();
        first = false;
        return attemptOf(0, 5)();
      };
      const again$ = reconnect({ attempt, pause, isUp, minUptime: 5 });
      expectObservable(again$, '27ms !').toBe('u 4ms 1 9ms 2 9ms 3', { u: 'up', 1: '1', 2: '2', 3: '3' });
    });
  });

  it('ends with the error of a pause', () => {
    virtually(({ expectObservable }) => {
      const again$ = reconnect({ attempt: failing, pause: failing, isUp, minUptime: 5 });
      expectObservable(again$).toBe('#', undefined, new Error('down'));
    });
  });

  it('takes an error thrown by the function that makes attempts for a failed attempt', () => {
    virtually(({ expectObservable }) => {
      const attempt = () => {
        throw new Error('thrown');
      };
      const again$ = reconnect({
        attempt,
        pause: (cause) => of(String(cause)).pipe((source$) => concat(source$, NEVER)),
        isUp,
        minUptime: 5,
      });
      expectObservable(again$, '5ms !').toBe('e', { e: 'Error: thrown' });
    });
  });

  it('begins anew for each subscriber', () => {
    virtually(({ expectObservable }) => {
      const again$ = reconnect({ attempt: failing, pause, isUp, minUptime: 5 });
      expectObservable(again$, '15ms !').toBe('2 9ms 3');
      expectObservable(again$, '--^ 15ms !').toBe('--2 9ms 3');
    });
  });

  it('attempts nothing once unsubscribed during a pause', () => {
    const attempts = virtually(({ after }) => {
      const counts: number[] = [];
      const again = reconnect({
        attempt: (count) => {
          counts.push(count);
          return failing();
        },
        pause,
        isUp,
        minUptime: 5,
      }).subscribe();
      after(5, () => again.unsubscribe());
      return counts;
    });
    expect(attempts).toEqual([1]);
  });

  it('begins again when an attempt ends by itself', () => {
    virtually(({ expectObservable, cold }) => {
      const short$ = cold('a--|');
      const again$ = reconnect({ attempt: () => short$, pause: () => EMPTY, isUp, minUptime: 5 });
      expectObservable(again$, '7ms !').toBe('a--a--a');
    });
  });
});
