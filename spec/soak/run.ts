import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { filter, firstValueFrom, lastValueFrom } from 'rxjs';
import { seeded } from '../chaos/random.js';
import { startServer } from '../load/server.js';
import { createClients } from './clients.js';
import type { Sample } from './sample.js';
import { sample, slope } from './sample.js';
import { work$ } from './work.js';

// npm run soak -- --for 10m
const { values } = parseArgs({
  options: { for: { type: 'string', default: '10m' }, seed: { type: 'string', default: '1' } },
});
const [, count = '', unit = 's'] = /^(\d+)(s|m|h)?$/.exec(values.for) ?? [];
const time = Number(count) * { s: 1_000, m: 60_000, h: 3_600_000 }[unit as 's' | 'm' | 'h'];
if (!(time > 0) || globalThis.gc === undefined) throw new Error('npm run soak -- --for 10m (or 60s, or 1h)');

/** Samples, the first of them thrown away: by then everything has been done once and compiled. */
const SAMPLES = Math.max(5, Math.round(time / 60_000));
/** Bytes a cycle. The smallest object is 16, and whatever is forgotten at each cycle is more than one. */
const MOST = 8;
/** Bytes by which the heap differs from time to time, whatever is done. */
const NOISE = 1_048_576;

const server = await startServer();
const clients = createClients(server.port);
const random = seeded(Number(values.seed));
const errors: Record<string, number> = {};
let [cycles, heard, connections] = [0, 0, 0];
const failed = (error: unknown): void => {
  const { _tag = String(error) } = error as { readonly _tag?: string };
  errors[_tag] = (errors[_tag] ?? 0) + 1;
};
for (const { errors$, socketId$ } of clients) {
  errors$.subscribe(failed);
  socketId$.subscribe((id) => (connections += id === undefined ? 0 : 1));
}
const idle = clients.map(({ state$ }) => state$.pipe(filter(({ status }) => status === 'idle')));
const before = process.getActiveResourcesInfo();

const window = async (): Promise<Sample> => {
  const work = { server, clients, random, cycled: () => (cycles += 1), heard: () => (heard += 1), failed };
  await lastValueFrom(work$(work, time / SAMPLES), { defaultValue: undefined });
  await Promise.race([Promise.all(idle.map((each$) => firstValueFrom(each$))), sleep(5_000)]);
  return sample(cycles, before);
};

const kB = (bytes: number): string => `${(bytes / 1_024).toFixed(0)} kB`;
const samples: Sample[] = [];
for (let i = 0; i < SAMPLES; i += 1) {
  const one = await window();
  samples.push(one);
  const left = one.left.length === 0 ? 'none' : one.left.join(', ');
  console.log(
    `${one.cycles} cycles, ${connections} connections, ${heard} values heard: heap ${kB(one.heap)}, handles left: ${left}`,
  );
}

const growth = slope(samples.slice(1));
const heaps = samples.slice(1).map(({ heap }) => heap);
const noise = Math.max(...heaps) - Math.min(...heaps) <= NOISE;
const flat = (noise || growth <= MOST) && samples.every(({ left }) => left.length === 0);
console.log(`errors that reached somebody: ${JSON.stringify(errors)}`);
console.log(`${flat ? 'flat' : 'NOT FLAT'}: heap grows by ${kB(growth * 100_000)} for each 100,000 cycles`);
await server.stop();
process.exitCode = flat ? 0 : 1;
