import type { Observable } from 'rxjs';
import { defer, map, merge, scan, timer } from 'rxjs';

/** What a price channel carries. */
export interface Price {
  readonly channel: string;
  readonly price: number;
  /** Against the price before. */
  readonly change: number;
  /** When it was made, in ms since the epoch. */
  readonly at: number;
}

const OPENING: Readonly<Record<string, number>> = {
  'prices-coffee': 184.2,
  'prices-copper': 9612.5,
  'prices-gold': 2340.8,
  'prices-wheat': 561.25,
};

export const CHANNELS: readonly string[] = Object.keys(OPENING);

const cents = (value: number): number => Math.round(value * 100) / 100;

/** One price that wanders, a few times a second. */
const wander = (channel: string, opening: number): Observable<Price> =>
  defer(() => timer(0, 150 + Math.random() * 250)).pipe(
    map(() => (Math.random() - 0.5) / 200),
    scan(({ price: before }, drift) => ({ price: cents(before * (1 + drift)), before }), { price: opening, before: 0 }),
    map(({ price, before }) => ({ channel, price, change: cents(price - before), at: Date.now() })),
  );

/** All of them, several events a second each. */
export const prices$: Observable<Price> = merge(
  ...Object.entries(OPENING).map(([channel, opening]) => wander(channel, opening)),
);
