import fc from 'fast-check';
import { asyncScheduler, NEVER } from 'rxjs';
import type { Observable } from 'rxjs';
import { keepAlive } from '../../lib/rx/keep-alive.js';
import { virtually } from '../support/virtual.js';

interface Play {
  readonly activityTimeout?: number;
  readonly pongTimeout?: number;
  /** When something is heard (ms). */
  readonly heardAt?: readonly number[];
  /** ms after which each ping is answered; undefined: never. */
  readonly answers?: number | undefined;
  readonly check$?: Observable<number | undefined>;
  readonly until?: number;
}

/** The times of the pings, and that of the error. */
const played = ({ activityTimeout = 80, pongTimeout = 30, heardAt = [], answers, check$ = NEVER, until }: Play) =>
  virtually(({ after }) => {
    let heard = 0;
    const pings: number[] = [];
    const failed: unknown[] = [];
    const alive = keepAlive({
      heard: () => heard,
      activityTimeout,
      pongTimeout,
      check$,
      ping: () => {
        pings.push(asyncScheduler.now());
        if (answers !== undefined) after(answers, () => (heard += 1));
      },
      error: () => 'silence',
    }).subscribe({ error: (error: unknown) => failed.push(asyncScheduler.now(), error) });
    for (const time of heardAt) after(time, () => (heard += 1));
    after(until ?? 500, () => alive.unsubscribe());
    return { pings, failed };
  });

describe('keep-alive', () => {
  it('pings after activityTimeout of silence, and gives up pongTimeout later', () => {
    expect(played({})).toEqual({ pings: [80], failed: [110, 'silence'] });
  });

  it('counts silence afresh whenever something was heard', () => {
    // Heard at 79, told by the tick at 80: eight more.
    expect(played({ heardAt: [79] }).pings).toEqual([160]);
    expect(played({ heardAt: [71] }).pings).toEqual([160]);
    expect(played({ heardAt: [69] }).pings).toEqual([150]);
  });

  it('takes anything that is heard for an answer', () => {
    const { pings, failed } = played({ heardAt: [109], until: 300 });
    expect(failed).toEqual([220, 'silence']);
    expect(pings).toEqual([80, 190]);
  });

  it('takes an answer at the last moment, and none after it', () => {
    expect(played({ heardAt: [109.5], until: 150 }).failed).toEqual([]);
    expect(played({ heardAt: [110.5], until: 150 }).failed).toEqual([110, 'silence']);
  });

  it('goes on pinging at its pace while each is answered, however long an answer might have taken', () => {
    expect(played({ answers: 5, pongTimeout: 1_000, until: 400 })).toEqual({ pings: [80, 170, 260, 350], failed: [] });
  });

  it('waits for the answer to one ping at a time', () => {
    expect(played({ pongTimeout: 200 })).toEqual({ pings: [80], failed: [280, 'silence'] });
  });

  it('pings when asked to, whatever was heard, and starts to count afresh', () => {
    const pinged = virtually(({ cold, after }) => {
      const pings: number[] = [];
      let heard = 0;
      const alive = keepAlive({
        heard: () => heard,
        activityTimeout: 80,
        pongTimeout: 30,
        check$: cold('50ms c', { c: 30 }),
        ping: () => {
          pings.push(asyncScheduler.now());
          heard += 1;
        },
        error: () => 'silence',
      }).subscribe();
      after(55, () => alive.unsubscribe());
      return pings;
    });
    expect(pinged).toEqual([50]);
  });

  it.each([
    ['the time it is told', 7, 7],
    ['a quarter of pongTimeout, for it is likely to be dead', undefined, 10],
  ])('gives what it is asked to check %s', (_, check, time) => {
    const failed = virtually(({ cold }) => {
      const failures: unknown[] = [];
      keepAlive({
        heard: () => 0,
        activityTimeout: 80,
        pongTimeout: 40,
        check$: cold('50ms c', { c: check }),
        ping: () => undefined,
        error: (timeout) => timeout,
      }).subscribe({ error: (error: unknown) => failures.push(asyncScheduler.now(), error) });
      return failures;
    });
    expect(failed).toEqual([50 + time, time]);
  });

  it('pings at once when a tick comes late, for the machine slept, and waits for a quarter of pongTimeout', () => {
    const told = virtually(({ after }) => {
      const now = asyncScheduler.now.bind(asyncScheduler);
      const failures: unknown[] = [];
      keepAlive({
        heard: () => 0,
        activityTimeout: 80,
        pongTimeout: 40,
        ping: () => undefined,
        error: (timeout) => timeout,
      }).subscribe({
        error: (error: unknown) => {
          failures.push(now(), error);
          clock.mockRestore();
        },
      });
      let slept = 0;
      const clock = jest.spyOn(asyncScheduler, 'now').mockImplementation(() => now() + slept);
      after(25, () => (slept = 100));
      return failures;
    });
    // The tick after the jump is that of 30.
    expect(told).toEqual([40, 10]);
  });

  it('pings at once when a tick comes late: the machine slept', () => {
    const pings = virtually(({ after }) => {
      const now = asyncScheduler.now.bind(asyncScheduler);
      let slept = 0;
      const clock = jest.spyOn(asyncScheduler, 'now').mockImplementation(() => now() + slept);
      let heard = 0;
      const pinged: number[] = [];
      const chatter = keepAlive({
        heard: () => (heard += 1),
        activityTimeout: 80,
        pongTimeout: 30,
        ping: () => pinged.push(now()),
        error: () => 'silence',
      }).subscribe();
      // Two ticks late are the timer's; more than that is sleep.
      after(35, () => (slept = 10));
      after(55, () => (slept = 21.1));
      after(100, () => {
        chatter.unsubscribe();
        clock.mockRestore();
      });
      return pinged;
    });
    expect(pings).toEqual([60]);
  });

  it('pings after no less than activityTimeout of silence and no more than 1.125 of it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 12 }),
        fc.option(fc.integer({ min: 1, max: 29 }), { nil: undefined }),
        fc.integer({ min: 30, max: 300 }),
        (times, answers, pongTimeout) => {
          const heardAt = times.map((time) => time + 0.5);
          const { pings, failed } = played({ heardAt, answers, pongTimeout, until: 1_000 });
          let lastPing = -Infinity;
          for (const ping of pings) {
            const replies = answers === undefined ? [] : pings.map((asked) => asked + answers);
            const last = Math.max(0, ...[...heardAt, ...replies].filter((time) => time <= ping));
            expect(ping - last).toBeGreaterThanOrEqual(80);
            expect(ping - Math.max(last, lastPing)).toBeLessThanOrEqual(90);
            lastPing = ping;
          }
          if (answers !== undefined) expect(failed).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('may be left in the very moment of a tick and a deadline', () => {
    expect(played({ answers: 5, pongTimeout: 160, until: 240 })).toEqual({ pings: [80, 170], failed: [] });
  });

  it('leaves no timer when unsubscribed, during silence and during a ping', () => {
    expect(played({ until: 40 })).toEqual({ pings: [], failed: [] });
    expect(played({ until: 90 })).toEqual({ pings: [80], failed: [] });
  });
});
