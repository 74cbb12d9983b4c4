/** @jest-environment jsdom */
import { TestBed } from '@angular/core/testing';
import { of } from 'rxjs';
import { bed, made, pass, virtualTime } from './support/test-bed.js';
import { injectCountdown, injectPusher, PUSHER } from '../../lib/angular/index.js';

describe('injectCountdown', () => {
  virtualTime();

  const waiting = async (delay: number) => {
    const { server } = bed({ options: { reconnect: { minDelay: delay, maxDelay: delay } } });
    const left = made(() => injectCountdown()).value;
    made(() => injectPusher().connect());
    await pass();
    const before = left();
    server.network(['refuse', 1006]);
    await pass(0);
    await pass(0);
    return { left, before, server };
  };

  it('counts whole seconds down to the next attempt, and is undefined before and after', async () => {
    const { left, before, server } = await waiting(3_500);
    expect(before).toBeUndefined();
    const seen = [left()];
    for (let second = 0; second < 3; second += 1) {
      await pass(1_000);
      seen.push(left());
    }
    expect(seen).toEqual([4, 3, 2, 1]);
    server.network(['up']);
    await pass(2_000);
    expect(left()).toBeUndefined();
  });

  it('says to who asks late what is left, and not the whole of it', async () => {
    const { left } = await waiting(10_000);
    await pass(6_000);
    const late = made(() => injectCountdown()).value;
    expect([left(), late()]).toEqual([4, 4]);
    await pass(1_000);
    expect([left(), late()]).toEqual([3, 3]);
  });

  it.each([-3_600_000, 3_600_000])('is the same also when the clock is set by %i ms', async (by) => {
    await waiting(10_000);
    jest.setSystemTime(Date.now() + by);
    const late = made(() => injectCountdown()).value;
    expect(late()).toBe(10);
  });

  it('is undefined where nobody knows how long it will be', () => {
    const state$ = of({ status: 'waiting', attempt: 2, delay: Infinity, cause: new Error('gone') });
    TestBed.configureTestingModule({ providers: [{ provide: PUSHER, useValue: { state$ } }] });
    expect(made(() => injectCountdown()).value()).toBeUndefined();
  });

  it('wants nothing, and leaves no timer', async () => {
    const { server } = bed();
    made(() => injectCountdown());
    await pass();
    expect(server.sockets).toEqual([]);
    TestBed.resetTestingModule();
    const timers = jest.getTimerCount();
    expect(timers).toBe(0);
  });
});
