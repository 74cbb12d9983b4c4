import type { Observable } from 'rxjs';
import { combineLatest, delay, endWith, filter, ignoreElements, last, map, merge, scan, share, takeUntil } from 'rxjs';
import { takeWhile, tap, withLatestFrom } from 'rxjs';
import type { Pusher } from 'rx-pusher';
import type { PusherServer } from 'rx-pusher/server';
import { priceLine, stateLine } from './line.js';
import type { Price } from './price.js';
import { CHANNELS, prices$ } from './price.js';

/** How many events went out, and how many came in. */
export interface Tally {
  readonly published: number;
  readonly received: number;
}

/** How long (ms) the last events may be under way once publishing has stopped. */
const PATIENCE = 1_000;

const add =
  (published: number, received: number, over = false) =>
  (tally: Tally & { readonly over: boolean }) => ({
    published: tally.published + published,
    received: tally.received + received,
    over: tally.over || over,
  });

/** Publishes prices until `stop$`, prints them as they come back, and emits the tally at the end. */
export const feed = (
  pusher: Pusher,
  server: PusherServer,
  stop$: Observable<unknown>,
  print: (line: string) => void,
): Observable<Tally> => {
  const channels = CHANNELS.map((name) => pusher.channel(name));

  const listening$ = combineLatest(channels.map(({ state$ }) => state$)).pipe(
    map((states) => states.every(({ status }) => status === 'subscribed')),
  );
  // What nobody would hear is not published: the page may have cut the server off.
  const made$ = prices$.pipe(
    withLatestFrom(listening$),
    filter(([, listening]) => listening),
    map(([price]) => price),
    takeUntil(stop$),
  );
  const published$ = made$.pipe(
    server.publish((price) => ({ channel: price.channel, name: 'price', data: price })),
    tap((outcome) => {
      if (outcome.status === 'failed') print(outcome.error.message);
    }),
    map(({ status, values }) => (status === 'published' ? values.length : 0)),
    share(),
  );
  const received$ = merge(...channels.map((channel) => channel.on<Price>('price')));
  return merge(
    pusher.state$.pipe(
      tap((state) => print(stateLine(state))),
      ignoreElements(),
    ),
    received$.pipe(
      tap((price) => print(priceLine(price))),
      map(() => add(0, 1)),
    ),
    published$.pipe(
      map((count) => add(count, 0)),
      endWith(add(0, 0, true)),
    ),
  ).pipe(
    scan((tally, step) => step(tally), { published: 0, received: 0, over: false }),
    takeWhile(({ published, received, over }) => !over || received < published, true),
    takeUntil(published$.pipe(ignoreElements(), endWith(true), delay(PATIENCE))),
    last(),
  );
};
