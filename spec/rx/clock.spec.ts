import { asyncScheduler, firstValueFrom, timer } from 'rxjs';
import { after, epoch, now } from '../../lib/rx/clock.js';
import { CLOCKS, setClock } from '../support/set-clock.js';
import { virtually } from '../support/virtual.js';

const HOUR = 3_600_000;

afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

/** How long (ms) the clock says that a timer of `ms` took. */
const measured = async (ms: number, meanwhile: () => void = () => undefined): Promise<number> => {
  const start = now();
  meanwhile();
  await firstValueFrom(timer(ms));
  return now() - start;
};

describe('the clock', () => {
  it.each(CLOCKS)('measures lengths though the clock of the machine is %s meanwhile', async (_, clock) => {
    const took = await measured(50, () => setClock(clock));
    expect(took).toBeGreaterThan(45);
    expect(took).toBeLessThan(1_000);
  });

  it.each(CLOCKS)('measures lengths where it is %s all the time', async (_, clock) => {
    setClock(clock);
    const took = await measured(50);
    expect(took).toBeGreaterThan(45);
    expect(took).toBeLessThan(1_000);
  });

  it('never goes back, whatever is put in the place of the clocks', () => {
    let before = now();
    const check = () => {
      const time = now();
      expect(time).toBeGreaterThanOrEqual(before);
      before = time;
    };
    jest.useFakeTimers();
    check();
    jest.advanceTimersByTime(HOUR);
    check();
    jest.useRealTimers();
    check();
    for (const time of [1e6, 5, 1e9, 0]) {
      jest.spyOn(performance, 'now').mockReturnValue(time);
      check();
    }
  });

  it('is driven by a TestScheduler', () => {
    const times = virtually(() => {
      const start = now();
      const times: number[] = [];
      for (const ms of [0, 1, 15_000, 3_000_000]) asyncScheduler.schedule(() => times.push(now() - start), ms);
      return times;
    });
    expect(times).toEqual([0, 1, 15_000, 3_000_000]);
  });

  it('is driven by a TestScheduler also where Date is frozen', () => {
    jest.spyOn(Date, 'now').mockReturnValue(1_700_000_000_000);
    const took = virtually(() => {
      const start = now();
      const times: number[] = [];
      asyncScheduler.schedule(() => times.push(now() - start), 15_000);
      return times;
    });
    expect(took).toEqual([15_000]);
  });

  it.each<[string, Parameters<typeof jest.useFakeTimers>[0]]>([
    ['', {}],
    [' that begin in 1970', { now: 0 }],
    [' whose Date is the real one', { doNotFake: ['Date'] }],
  ])('is driven by fake timers%s', (_, options) => {
    jest.useFakeTimers(options);
    const start = now();
    jest.advanceTimersByTime(15_000);
    expect(now() - start).toBeCloseTo(15_000, 0);
    jest.advanceTimersByTime(1);
    expect(now() - start).toBeCloseTo(15_001, 0);
  });

  it('goes by the clock of the machine where there is no other, and then never back', async () => {
    const real = Object.getOwnPropertyDescriptor(globalThis, 'performance')!;
    Object.defineProperty(globalThis, 'performance', { value: undefined, configurable: true, writable: true });
    try {
      const took = await measured(50);
      expect(took).toBeGreaterThan(45);
      expect(took).toBeLessThan(1_000);
      const start = now();
      setClock((time) => time - HOUR);
      expect(now()).toBe(start);
      await firstValueFrom(after(50));
      expect(now() - start).toBeGreaterThanOrEqual(50);
      expect(now() - start).toBeLessThan(1_000);
    } finally {
      Object.defineProperty(globalThis, 'performance', real);
    }
  });

  it('leaves the time of day to the machine', () => {
    expect(Math.abs(epoch() - Date.now())).toBeLessThan(100);
    setClock((real) => real - HOUR);
    expect(Math.abs(epoch() - Date.now())).toBeLessThan(100);
    expect(virtually(() => epoch())).toBe(0);
  });
});

describe('a wait', () => {
  it('has passed by the clock when it is over, where fake timers leave the clock alone', () => {
    // As those of Angular's fakeAsync do, and of older versions of vitest.
    jest.useFakeTimers({ doNotFake: ['performance'] });
    const start = now();
    const times: number[] = [];
    for (const ms of [100, 150, 1_100]) after(ms).subscribe(() => times.push(now() - start));
    jest.advanceTimersByTime(2_000);
    after(500).subscribe(() => times.push(now() - start));
    jest.advanceTimersByTime(500);
    // And what really passes meanwhile.
    expect(times.map((time) => Math.floor(time / 50) * 50)).toEqual([100, 150, 1_100, 1_600]);
  });

  it('does not move the clock that moves by itself', async () => {
    const start = now();
    const real = performance.now();
    await Promise.all([10, 20, 30].map((ms) => firstValueFrom(after(ms))));
    expect(Math.abs(now() - start - (performance.now() - real))).toBeLessThan(4);
  });

  it('takes its time in virtual time, and moves nothing when it is given up', () => {
    virtually(({ expectObservable }) => {
      expectObservable(after(30)).toBe('30ms (a|)', { a: 0 });
      expectObservable(after(30), '10ms !').toBe('');
    });
    jest.useFakeTimers();
    const start = now();
    after(5_000).subscribe().unsubscribe();
    expect(now() - start).toBeLessThan(1);
  });
});
