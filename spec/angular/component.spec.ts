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
});
