import fc from 'fast-check';
import { config, map, Subscription, take } from 'rxjs';
import type { Observable } from 'rxjs';
import { Latest } from '../../lib/rx/latest.js';

const hears = <T>(latest: Observable<T>, act: (value: T) => void = () => undefined) => {
  const heard: T[] = [];
  const subscription = latest.subscribe((value) => {
    heard.push(value);
    act(value);
  });
  return { heard, subscription };
};

describe('a latest value', () => {
  it('is told on subscription, and at every change', () => {
    const latest = new Latest(1);
    const { heard } = hears(latest);
    latest.next(2);
    latest.next(3);
    expect(heard).toEqual([1, 2, 3]);
    expect(hears(latest).heard).toEqual([3]);
    expect(latest.value).toBe(3);
  });

  it('forgets whoever has left', () => {
    const latest = new Latest(1);
    const { heard, subscription } = hears(latest);
    expect(latest.observed).toBe(true);
    subscription.unsubscribe();
    latest.next(2);
    expect(heard).toEqual([1]);
    expect(latest.observed).toBe(false);
  });

  it('keeps nobody who left while hearing the present value', () => {
    const latest = new Latest(1);
    latest.pipe(take(1)).subscribe();
    expect(latest.observed).toBe(false);
  });

  it('delivers a change made by a listener after the one it heard, to all in the same order', () => {
    const latest = new Latest('a');
    const first = hears(latest, (value) => {
      if (value === 'b') latest.next('c');
    });
    const second = hears(latest);
    latest.next('b');
    expect(first.heard).toEqual(['a', 'b', 'c']);
    expect(second.heard).toEqual(['a', 'b', 'c']);
  });

  it('delivers a change made on hearing the present value after that', () => {
    const latest = new Latest('a');
    const before = hears(latest);
    const { heard } = hears(latest, (value) => {
      if (value === 'a') latest.next('b');
    });
    expect(heard).toEqual(['a', 'b']);
    expect(before.heard).toEqual(['a', 'b']);
  });

  it('tells who joins during a delivery the value under delivery, once', () => {
    const latest = new Latest('a');
    const late: string[] = [];
    hears(latest, (value) => {
      if (value === 'b') latest.subscribe((heard) => late.push(heard));
    });
    latest.next('b');
    latest.next('c');
    expect(late).toEqual(['b', 'c']);
  });

  it('tells nothing more to who is taken out during a delivery', () => {
    const latest = new Latest('a');
    const all = new Subscription();
    all.add(hears(latest, (value) => value === 'b' && all.unsubscribe()).subscription);
    const { heard, subscription } = hears(latest);
    all.add(subscription);
    latest.next('b');
    expect(heard).toEqual(['a']);
  });

  it('goes on after a listener that throws', () => {
    const thrown: unknown[] = [];
    jest.useFakeTimers();
    config.onUnhandledError = (error) => thrown.push(error);
    try {
      const latest = new Latest(1);
      latest.subscribe(() => {
        throw new Error('mine');
      });
      const { heard } = hears(latest.pipe(map((value) => value)));
      latest.next(2);
      jest.runAllTimers();
      expect(heard).toEqual([1, 2]);
      expect(thrown).toHaveLength(2);
    } finally {
      config.onUnhandledError = null;
      jest.useRealTimers();
    }
  });

  it('lets its listeners end, join and change it while the first of them is only just told the present value', () => {
    const latest = new Latest('a');
    const late: string[] = [];
    const all = new Subscription();
    latest.subscribe((value) => {
      if (value !== 'a') return;
      all.add(latest.subscribe((heard) => late.push(heard)));
      latest.next('b');
      all.add(latest.pipe(take(1)).subscribe((heard) => late.push(`once ${heard}`)));
      latest.next('c');
    });
    expect(late).toEqual(['a', 'once a', 'b', 'c']);
    all.unsubscribe();
    latest.next('d');
    expect(late).toHaveLength(4);
  });

  it('shows everybody the same sequence from the moment they join, whatever listeners do', () => {
    // What a listener does at the nth value it hears.
    const deed = fc.constantFrom('nothing', 'change', 'change twice', 'leave', 'join' as const);
    fc.assert(
      fc.property(fc.array(fc.array(deed, { maxLength: 6 }), { minLength: 1, maxLength: 5 }), (listeners) => {
        let last = 0;
        let joined = 0;
        const latest = new Latest(0);
        const witness = hears(latest);
        const everyone: { heard: number[]; left: () => boolean }[] = [];
        const change = () => {
          if (last < 30) latest.next((last += 1));
        };
        const join = (deeds: readonly string[]) => {
          if ((joined += 1) > 20) return;
          const subscription = new Subscription();
          const heard: number[] = [];
          everyone.push({ heard, left: () => subscription.closed });
          subscription.add(
            latest.subscribe((value) => {
              const does = deeds[heard.length];
              heard.push(value);
              if (does === 'change' || does === 'change twice') change();
              if (does === 'change twice') change();
              if (does === 'leave') subscription.unsubscribe();
              if (does === 'join') join(deeds.slice(1));
            }),
          );
        };
        listeners.forEach(join);
        for (let i = 0; i < 3; i += 1) change();
        expect(witness.heard).toEqual([...Array(last + 1).keys()]);
        for (const { heard, left } of everyone) {
          const from = heard[0] ?? 0;
          const to = left() ? from + heard.length : last + 1;
          expect(heard).toEqual(witness.heard.slice(from, to));
        }
      }),
    );
  });
});
