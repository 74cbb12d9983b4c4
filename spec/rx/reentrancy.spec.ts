import { BehaviorSubject, concat, config, NEVER, of, Subject, Subscription, throwError, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import { map } from 'rxjs';
import { createSubscriberCount } from '../../lib/rx/subscriber-count.js';
import { after } from '../../lib/rx/clock.js';
import { createDeadlines } from '../../lib/rx/deadlines.js';
import { domEvents } from '../../lib/rx/dom-events.js';
import { eager } from '../../lib/rx/eager.js';
import { keepAlive } from '../../lib/rx/keep-alive.js';
import { Latest } from '../../lib/rx/latest.js';
import { reconnect } from '../../lib/rx/reconnect.js';
import { virtually } from '../support/virtual.js';

// Whatever is called, or told something, by these may leave, come, change what is told, or throw: in the middle of it.

/** A stream that says something at the beginning and later, and what else makes it speak. */
interface Speaker {
  readonly stream$: Observable<unknown>;
  readonly speak: () => void;
}

const target = () => {
  const element = new EventTarget();
  return { stream$: domEvents(element, 'x', 'y'), speak: () => void element.dispatchEvent(new Event('x')) };
};
const latest = (): Speaker => {
  const value = new Latest(0);
  let n = 0;
  return { stream$: value, speak: () => value.next((n += 1)) };
};
const counted = (): Speaker => {
  const subject = new BehaviorSubject(0);
  return { stream$: createSubscriberCount().of(subject), speak: () => subject.next(1) };
};
const outcome = (): Speaker => {
  const subject = new Subject<number>();
  return { stream$: eager(concat(of(0), subject)), speak: () => subject.next(1) };
};
const waits = (): Speaker => ({ stream$: after(1), speak: () => undefined });
const attempts = (): Speaker => {
  const down = new Subject<void>();
  const attempt = () =>
    concat(
      of('up'),
      down.pipe(
        map(() => {
          throw new Error('down');
        }),
      ),
    );
  const pause = (_: unknown, count: number) => concat(of(String(count)), timer(1));
  return { stream$: reconnect({ attempt, pause, isUp: (it) => it === 'up', minUptime: 5 }), speak: () => down.next() };
};

const SPEAKERS: readonly (readonly [string, () => Speaker])[] = [
  ['Latest', latest],
  ['a counted stream', counted],
  ['events', target],
  ['an outcome', outcome],
  ['a wait', waits],
  ['attempts', attempts],
];

describe.each(SPEAKERS)('%s', (_, make) => {
  it.each(['leaves', 'comes', 'makes it speak', 'throws', 'does all of it'])(
    'goes on for everybody else though one of them %s',
    (deed) => {
      const thrown: unknown[] = [];
      config.onUnhandledError = (error) => thrown.push(error);
      try {
        const { heard, alone } = virtually(({ after: later }) => {
          const { stream$, speak } = make();
          const everybody = new Subscription();
          const heard: unknown[] = [];
          const late: unknown[] = [];
          const acting = new Subscription();
          let deeds = 0;
          acting.add(
            stream$.subscribe(() => {
              if ((deeds += 1) > 3) return;
              const all = deed === 'does all of it';
              if (all || deed === 'comes') everybody.add(stream$.subscribe((value) => late.push(value)));
              if (all || deed === 'makes it speak') speak();
              if (all || deed === 'leaves') acting.unsubscribe();
              if (all || deed === 'throws') throw new Error('mine');
            }),
          );
          everybody.add(acting);
          everybody.add(stream$.subscribe((value) => heard.push(value)));
          for (let i = 0; i < 3; i += 1) later(10 * (i + 1), speak);
          later(100, () => everybody.unsubscribe());
          later(110, speak);
          return { heard, alone: deeds };
        }, 1_000);
        expect(alone).toBeLessThan(10);
        expect(heard.length).toBeGreaterThan(0);
        for (const error of thrown) expect((error as Error).message).toBe('mine');
      } finally {
        config.onUnhandledError = null;
      }
    },
  );
});

describe('the keep-alive', () => {
  const alive = (options: Partial<Parameters<typeof keepAlive>[0]>, deed: (subscription: Subscription) => void) =>
    virtually(({ after: later }) => {
      const subscription = new Subscription();
      const errors: unknown[] = [];
      let pings = 0;
      subscription.add(
        keepAlive({
          heard: () => 0,
          activityTimeout: 80,
          pongTimeout: 40,
          error: () => new Error('silence'),
          ...options,
          ping: () => {
            pings += 1;
            if (pings < 3) deed(subscription);
          },
        }).subscribe({ error: (error: unknown) => errors.push(error) }),
      );
      later(1_000, () => subscription.unsubscribe());
      return { errors, pings: () => pings };
    }, 2_000);

  it('may be left by the ping itself, and leaves no timer', () => {
    const { errors, pings } = alive({}, (subscription) => subscription.unsubscribe());
    expect([errors, pings()]).toEqual([[], 1]);
  });

  it('may be asked to check by the ping itself', () => {
    const check$ = new Subject<undefined>();
    const { errors, pings } = alive({ check$ }, () => check$.next(undefined));
    expect(errors).toEqual([new Error('silence')]);
    expect(pings()).toBe(3);
  });

  it('ends with what the ping throws, or the making of the error', () => {
    const mine = () => {
      throw new Error('mine');
    };
    expect(alive({}, mine).errors).toEqual([new Error('mine')]);
    expect(alive({ error: mine }, () => undefined).errors).toEqual([new Error('mine')]);
    expect(alive({ tick: mine }, () => undefined).errors).toEqual([new Error('mine')]);
    expect(alive({ check$: throwError(() => new Error('mine')) }, () => undefined).errors).toEqual([new Error('mine')]);
  });
});

describe('reconnecting', () => {
  it.each(['attempt', 'pause', 'isUp'] as const)('may be left by %s, and goes no further', (moment) => {
    virtually(() => {
      const subscription = new Subscription();
      let calls = 0;
      const leave = (here: string) => {
        calls += 1;
        if (calls > 10) throw new Error('it goes on');
        if (here === moment) subscription.unsubscribe();
      };
      subscription.add(
        timer(1)
          .pipe((begin$) =>
            concat(
              begin$,
              reconnect<unknown>({
                attempt: () => {
                  leave('attempt');
                  return concat(
                    of('up'),
                    throwError(() => new Error('down')),
                  );
                },
                pause: () => {
                  leave('pause');
                  return timer(1);
                },
                isUp: () => {
                  leave('isUp');
                  return true;
                },
                minUptime: 0,
              }),
            ),
          )
          .subscribe(),
      );
    }, 1_000);
  });
});

describe('deadlines', () => {
  it('may all be ended, begun and thrown at by who is told of one', () => {
    const thrown: unknown[] = [];
    config.onUnhandledError = (error) => thrown.push(error);
    try {
      const ended = virtually(() => {
        const ended: string[] = [];
        const deadlines = createDeadlines<string>(10, (key) => {
          ended.push(key);
          if (key === 'a') {
            deadlines.end('b');
            deadlines.begin('d');
            deadlines.begin('c');
            throw new Error('mine');
          }
        });
        for (const key of ['a', 'b', 'c', 'e']) deadlines.begin(key);
        return ended;
      }, 1_000);
      expect(ended).toEqual(['a', 'e', 'd', 'c']);
      expect(thrown).toHaveLength(1);
    } finally {
      config.onUnhandledError = null;
    }
  });
});

it('nothing is left of a stream that never says anything', () => {
  virtually(() => {
    createSubscriberCount().of(NEVER).subscribe().unsubscribe();
    after(5).subscribe().unsubscribe();
  }, 1);
});
