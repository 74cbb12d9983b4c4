/** @jest-environment jsdom */
import { Component, provideZonelessChangeDetection, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { bed, pass, virtualTime } from './support/test-bed.js';
import { injectEvent } from '../../lib/angular/index.js';

const symbol = signal('eurusd');

const Price = Component({ selector: 'a-price', template: '{{ price() ?? "-" }}' })(
  class {
    readonly price = injectEvent<number>(() => `prices-${symbol()}`, 'tick');
  },
);

const Board = Component({ selector: 'a-board', template: '{{ sum() }}' })(
  class {
    private readonly prices = Array.from({ length: 100 }, () =>
      injectEvent<number>('prices', 'tick', { initialValue: 0 }),
    );
    rounds = 0;
    sum() {
      this.rounds += 1;
      return this.prices.reduce((sum, price) => sum + price(), 0);
    }
  },
);

describe('a component without zone.js', () => {
  virtualTime();

  it('shows what comes, follows its signals, and lets go when it is destroyed', async () => {
    const { server, sent } = bed({ providers: [provideZonelessChangeDetection()] });
    const { nativeElement, destroy } = await Promise.resolve().then(() => {
      const fixture = TestBed.createComponent(Price);
      return { nativeElement: fixture.nativeElement as HTMLElement, destroy: () => fixture.destroy() };
    });
    await pass();
    expect(nativeElement.textContent).toBe('-');
    server.events('prices-eurusd', [['tick', 1.08]]);
    await jest.advanceTimersByTimeAsync(50);
    expect(nativeElement.textContent).toBe('1.08');
    symbol.set('eurgbp');
    await jest.advanceTimersByTimeAsync(50);
    expect(nativeElement.textContent).toBe('-');
    destroy();
    await pass();
    expect(sent).toEqual([
      ...['subscribe prices-eurusd', 'subscribe prices-eurgbp', 'unsubscribe prices-eurusd'],
      'unsubscribe prices-eurgbp',
    ]);
  });

  it('is checked once for an event that a hundred of its signals show', async () => {
    const { server } = bed({ providers: [provideZonelessChangeDetection()] });
    const fixture = TestBed.createComponent(Board);
    const { componentInstance } = fixture;
    await jest.advanceTimersByTimeAsync(50);
    const before = componentInstance.rounds;
    server.events('prices', [['tick', 2]]);
    await jest.advanceTimersByTimeAsync(50);
    expect((fixture.nativeElement as HTMLElement).textContent).toBe('200');
    // Once, and once more by the check of development mode.
    expect(componentInstance.rounds - before).toBe(2);
  });
});
