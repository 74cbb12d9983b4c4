import { randomUUID } from 'node:crypto';
import type { Observable } from 'rxjs';
import { combineLatest, defer, EMPTY, filter, map, merge, mergeMap, range, switchMap, take, timeout } from 'rxjs';
import { createPusher } from '../pusher.js';
import { serverOf } from './api.js';
import { connectionOptions } from './connection.js';
import type { Target } from './target.js';

export interface Plan {
  readonly messages: number;
  readonly clients: number;
  /** Most publishes under way at a time. */
  readonly concurrency: number;
  /** Bytes of data to pad each event with. */
  readonly size: number;
}

/** Something took so long (ms): a publish until its answer, or an event from its publish until a client had it. */
export interface Sample {
  readonly what: 'published' | 'received';
  readonly ms: number;
  /** When that was, as `performance.now()`. */
  readonly at: number;
}

/** How long (ms) to wait for what is still missing. */
const PATIENCE = 5_000;
const CONNECTING = 60_000;

/** Clients listen on a channel of their own, and then it is published there as fast as `concurrency` allows. */
export const samples = (target: Target, { messages, clients, concurrency, size }: Plan): Observable<Sample> =>
  defer(() => {
    const server = serverOf(target);
    const name = `bench-${randomUUID()}`;
    const padding = 'x'.repeat(size);
    const options = connectionOptions(target, { attempts: 1 });
    const channels = Array.from({ length: clients }, () => createPusher(target.key, options).channel(name));
    const began: number[] = [];
    const sample = (what: Sample['what'], n: number): Sample => {
      const at = performance.now();
      return { what, at, ms: at - (began[n] ?? at) };
    };

    const publish = (n: number) =>
      defer(() => {
        began[n] = performance.now();
        return server.trigger(name, 'bench', { n, padding });
      }).pipe(map(() => sample('published', n)));
    const ready$ = combineLatest(
      channels.map(({ state$ }) => state$.pipe(filter(({ status }) => status === 'subscribed'))),
    ).pipe(take(1));

    return merge(
      ...channels.map((channel) => channel.on<{ n: number }>('bench').pipe(map(({ n }) => sample('received', n)))),
      ready$.pipe(switchMap(() => range(0, messages).pipe(mergeMap(publish, concurrency)))),
    ).pipe(take(messages * (clients + 1)), timeout({ first: CONNECTING, each: PATIENCE, with: () => EMPTY }));
  });
