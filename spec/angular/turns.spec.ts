/** @jest-environment jsdom */
import 'zone.js';
import { bed } from './support/test-bed.js';
import { Component, NgZone, provideZoneChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { AsyncPipe } from '@angular/common';
import type { Observable } from 'rxjs';
import { injectChannel, injectEvent, injectPusher, injectSubscriptionState } from '../../lib/angular/index.js';

const later = (ms = 30) => new Promise((resolve) => setTimeout(resolve, ms));

/** Looks again until it is so, however busy the machine is. */
const until = async (so: () => boolean): Promise<void> => {
  for (let turn = 0; turn < 1_000 && !so(); turn += 1) await later(5);
};

/** How often the zone was entered for something to do. */
const turnsOf = async (what: () => void, done: () => boolean): Promise<number> => {
  let turns = 0;
  const entered = TestBed.inject(NgZone).onUnstable.subscribe(() => (turns += 1));
  what();
  await until(done);
  await later();
  entered.unsubscribe();
  return turns;
};

const HUNDRED = Array.from({ length: 100 }, (_, n) => n);

describe('one event that a hundred listen to', () => {
  afterEach(() => TestBed.resetTestingModule());

  const listening = async (streams: () => readonly Observable<unknown>[], last = 'prices') => {
    const { server } = bed({ providers: [provideZoneChangeDetection()] });
    const zone = TestBed.inject(NgZone);
    const heard: unknown[] = [];
    zone.run(() =>
      TestBed.runInInjectionContext(streams).forEach((stream$, n) =>
        stream$.subscribe({
          next: (value) => heard.push([n, value, NgZone.isInAngularZone()]),
          error: () => heard.push([n, 'error', NgZone.isInAngularZone()]),
        }),
      ),
    );
    await until(() => server.subscriptions(last).length > 0);
    await later();
    heard.length = 0;
    return { server, zone, heard };
  };

  it.each([
    ['of many channels', () => HUNDRED.map(() => injectChannel('prices').on('tick'))],
    ['of one channel', () => ((channel) => HUNDRED.map(() => channel.on('tick')))(injectChannel('prices'))],
    ['of names by signals', () => HUNDRED.map(() => injectChannel(() => 'prices').on('tick'))],
    ['of the client', () => HUNDRED.map(() => injectPusher().channel('prices').on('tick'))],
  ])('is one turn of the zone, told to each inside and in order: %s', async (_, streams) => {
    const { server, zone, heard } = await listening(streams);
    const turns = await turnsOf(
      () => server.events('prices', [['tick', 1]]),
      () => heard.length > 0,
    );
    expect(heard).toEqual(HUNDRED.map((n) => [n, 1, true]));
    expect(turns).toBe(1);
    expect(zone.hasPendingMacrotasks).toBe(false);
  });

  it('is one turn also when it is the state of a hundred channels, or their failure', async () => {
    const { server, heard } = await listening(
      () =>
        HUNDRED.flatMap((n) => {
          const channel = injectPusher().channel(`channel-${n}`);
          return [channel.state$, channel];
        }),
      'channel-99',
    );
    const turns = await turnsOf(
      () => server.network([4001]),
      () => heard.length > 0,
    );
    expect(heard.filter((what) => (what as unknown[])[1] === 'error')).toHaveLength(100);
    expect(heard.every((what) => (what as unknown[])[2])).toBe(true);
    expect(turns).toBe(1);
  });

  it('is not told to who has left before it was told, inside another listener for one', async () => {
    const { server } = bed({ providers: [provideZoneChangeDetection()] });
    const heard: string[] = [];
    TestBed.inject(NgZone).run(() => {
      const tick$ = TestBed.runInInjectionContext(injectPusher).channel('prices').on('tick');
      tick$.subscribe(() => {
        heard.push('first');
        second.unsubscribe();
      });
      const second = tick$.subscribe(() => heard.push('second'));
      tick$.subscribe(() => heard.push('third'));
    });
    await until(() => server.subscriptions('prices').length > 0);
    await later();
    server.events('prices', [['tick', 1]]);
    await until(() => heard.length > 1);
    expect(heard).toEqual(['first', 'third']);
  });

  it('is heard outside of the zone at once, and makes no turn there', async () => {
    const { server } = bed({ providers: [provideZoneChangeDetection()] });
    const zone = TestBed.inject(NgZone);
    const heard: boolean[] = [];
    zone.runOutsideAngular(() =>
      TestBed.runInInjectionContext(injectPusher)
        .channel('prices')
        .on('tick')
        .subscribe(() => heard.push(NgZone.isInAngularZone())),
    );
    await until(() => server.subscriptions('prices').length > 0);
    await later();
    const turns = await turnsOf(
      () => server.events('prices', [['tick', 1]]),
      () => heard.length > 0,
    );
    expect([heard, turns]).toEqual([[false], 0]);
  });

  const Board = Component({
    selector: 'a-board',
    imports: [AsyncPipe],
    template: '{{ sum() }} {{ channel.on$ | async }} {{ state().status }}',
  })(
    class {
      private readonly prices = HUNDRED.map(() => injectEvent<number>(() => 'prices', 'tick', { initialValue: 0 }));
      readonly channel = { on$: injectChannel('prices').on<number>('tick') };
      readonly state = injectSubscriptionState('prices');
      rounds = 0;
      sum() {
        this.rounds += 1;
        return this.prices.reduce((sum, price) => sum + price(), 0);
      }
    },
  );

  it('is one round of change detection where signals and pipes listen', async () => {
    const { server } = bed({ providers: [provideZoneChangeDetection()] });
    const zone = TestBed.inject(NgZone);
    const fixture = zone.run(() => TestBed.createComponent(Board));
    fixture.autoDetectChanges();
    const text = () => (fixture.nativeElement as HTMLElement).textContent;
    await until(() => text().includes(' subscribed'));
    await later();
    const before = fixture.componentInstance.rounds;
    server.events('prices', [['tick', 2]]);
    await until(() => text() === '200 2 subscribed');
    expect(text()).toBe('200 2 subscribed');
    // Each with the check of development mode: for the signals, and for who listens inside of the zone.
    expect(fixture.componentInstance.rounds - before).toBeLessThanOrEqual(4);
    zone.run(() => fixture.destroy());
    expect(zone.hasPendingMacrotasks).toBe(false);
  });

  it('leaves no timer in the zone when a connect() is let go inside', async () => {
    bed({ providers: [provideZoneChangeDetection()] });
    const zone = TestBed.inject(NgZone);
    const held = zone.run(() => TestBed.runInInjectionContext(injectPusher).connect());
    await later();
    zone.run(() => held.unsubscribe());
    expect(zone.hasPendingMacrotasks).toBe(false);
  });
});
