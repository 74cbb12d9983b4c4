import { setTimeout as sleep } from 'node:timers/promises';
import type { Observable, Subscription } from 'rxjs';
import { concatMap, exhaustMap, interval, map, tap, timer } from 'rxjs';
import { createPusher } from '../../lib/index.js';
import { APP } from './app.js';
import { watchEventLoop } from './blocked.js';
import type { Drop } from './flood-source.js';
import { startServer } from './server.js';

const RATE = 100_000;
const CHANNEL = 'flood';
const STEP = 5_000;

const busy = (ms: number): void => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

/** Who listens. Each takes the drops, and emits those it is done with. */
const LISTENERS: Readonly<Record<string, (drops$: Observable<Drop>) => Observable<unknown>>> = {
  'a listener that is quick': (drops$) => drops$,
  'a listener that takes 1 ms of the processor for each': (drops$) => drops$.pipe(tap(() => busy(1))),
  'concatMap, each taking 1 ms': (drops$) => drops$.pipe(concatMap((drop) => timer(1).pipe(map(() => drop)))),
  'exhaustMap, each taking 1 ms': (drops$) => drops$.pipe(exhaustMap((drop) => timer(1).pipe(map(() => drop)))),
};

const mb = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`;

/** A line now and then: how many came, how many were done with, and what memory there is after collection. */
const report = (counts: () => { readonly heard: number; readonly done: number }): Subscription =>
  interval(STEP).subscribe((i) => {
    globalThis.gc?.();
    const { heapUsed, external, rss } = process.memoryUsage();
    const { heard, done } = counts();
    console.log(
      `    ${((i + 1) * STEP) / 1_000} s: ${heard} heard, ${done} done with; heap ${mb(heapUsed)},`,
      `buffers ${mb(external)}, process ${mb(rss)}`,
    );
  });

/** Hears what is still on its way, until nothing more comes; how many seconds that took. */
const drained = async (heard: () => number): Promise<number> => {
  const begin = performance.now();
  for (let before = -1; heard() !== before;) {
    before = heard();
    await sleep(500);
  }
  return (performance.now() - begin) / 1_000;
};

const one = async (name: string, seconds: number): Promise<void> => {
  const server = await startServer();
  const pusher = createPusher(APP.key, { wsHost: '127.0.0.1', wsPort: server.port, forceTLS: false });
  let [heard, done, lost] = [0, 0, 0];
  const drops$ = pusher.channel(CHANNEL).on<Drop>('drop');
  const listening = LISTENERS[name]!(drops$.pipe(tap(() => (heard += 1)))).subscribe(() => (done += 1));
  listening.add(pusher.state$.subscribe(({ status }) => (lost += status === 'waiting' ? 1 : 0)));
  await sleep(1_000);

  console.log(`  ${name}`);
  const blocked = watchEventLoop();
  listening.add(report(() => ({ heard, done })));
  const flooded = server.answer('flooded');
  const cpu = process.cpuUsage();
  server.tell({ do: 'flood', channel: CHANNEL, rate: RATE, seconds });
  const { sent } = await flooded;
  const { user, system } = process.cpuUsage(cpu);
  console.log(
    `    ${Math.round(sent / seconds)} a second published, ${Math.round(heard / seconds)} heard,`,
    `this process busy for ${Math.round((user + system) / seconds / 1e4)} % of a core`,
  );
  const rest = await drained(() => heard);
  console.log(
    `    in the end, ${rest.toFixed(0)} s later: ${heard} heard of ${sent}, cut off ${lost} times,`,
    `event loop held up for ${blocked().toFixed(0)} ms at most`,
  );
  listening.unsubscribe();
  await server.stop();
};

/** More events than a listener can take: where they wait. */
export const flood = async (seconds: number): Promise<void> => {
  console.log(`up to ${RATE} events a second on one connection, for ${seconds} s each`);
  for (const name of Object.keys(LISTENERS)) await one(name, seconds);
};
