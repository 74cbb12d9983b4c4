import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import Pusher from 'pusher';
import { lastValueFrom, range } from 'rxjs';
import type { Fetch } from 'rx-pusher/server';
import { createPusherServer } from 'rx-pusher/server';

// Events published per second to a sandbox of its own process: `publish()` beside a loop over `triggerBatch` of the official
// library, in turns in the same run. Usage: npm run build && npx tsx bench/publish.ts [events]
//
// Measured is the built package: tsx would make each of its inner functions slower, and none of the other library's.
// Beside the time there is the work of this process (CPU), which a machine that is busy otherwise distorts less.

const EVENTS = Number(process.argv[2] ?? 5_000);
const ROUNDS = 7;
const WARM_UP = 3;
const BATCH = 10;

const app = { appId: 'app-id', key: 'app-key', secret: 'app-secret', host: '127.0.0.1', useTLS: false };
const toEvent = (n: number) => ({
  channel: `channel-${n % 50}`,
  name: 'tick',
  data: { n, price: n * 1.01, symbol: 'EUR' },
});

/** That of docs/server.md: what is left without the platform's `fetch`. */
const overHttp: Fetch = (url, { method = 'GET', headers, body }) =>
  new Promise((resolve, reject) => {
    request(url, { method, headers: headers as Record<string, string> }, (response) => {
      resolve({ status: response.statusCode ?? 0, text: () => text(response) });
    })
      .on('error', reject)
      .end(body);
  });

const ours = (port: number, concurrency: number, fetch?: Fetch) => {
  const server = createPusherServer({ ...app, port, ...(fetch && { fetch }) });
  return () => lastValueFrom(range(0, EVENTS).pipe(server.publish(toEvent, { concurrency })));
};

const theirs = (port: number, agent?: Agent) => {
  const pusher = new Pusher({ ...app, port: String(port), ...(agent && { agent }) });
  return async () => {
    for (let n = 0; n < EVENTS; n += BATCH) {
      const response = await pusher.triggerBatch(Array.from({ length: BATCH }, (_, i) => toEvent(n + i)));
      await response.text();
    }
  };
};

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const child = fork(new URL('./sandbox-process.ts', import.meta.url));
const [port] = (await once(child, 'message')) as [number];
const agent = new Agent({ keepAlive: true });

const runners = {
  'pusher, loop over triggerBatch': theirs(port),
  'pusher, the same with a keep-alive agent': theirs(port, agent),
  'rx-pusher, publish()': ours(port, 1),
  'rx-pusher, publish() with concurrency 4': ours(port, 4),
  'rx-pusher, publish() over node:http': ours(port, 1, overHttp),
};
type Name = keyof typeof runners;
const names = Object.keys(runners) as Name[];

interface Round {
  /** Events per second. */
  readonly rate: number;
  /** Ms of CPU for 1,000 events. */
  readonly work: number;
}
const rounds = new Map<Name, Round[]>(names.map((name) => [name, []]));

for (let round = -WARM_UP; round < ROUNDS; round += 1)
  for (const name of names) {
    const start = performance.now();
    const used = process.cpuUsage();
    await runners[name]();
    const { user, system } = process.cpuUsage(used);
    const measured = { rate: EVENTS / ((performance.now() - start) / 1_000), work: (user + system) / EVENTS };
    if (round >= 0) rounds.get(name)?.push(measured);
  }

const result = (name: Name, of: keyof Round) => median((rounds.get(name) ?? []).map((round) => round[of]));
const base = names[0]!;

console.log(`${EVENTS} events in each of ${ROUNDS} rounds, median, Node ${process.version}`);
for (const name of names) {
  const [rate, work] = [result(name, 'rate'), result(name, 'work')];
  console.log(
    name.padEnd(42),
    `${Math.round(rate).toLocaleString('en').padStart(8)} events/s (ratio ${(rate / result(base, 'rate')).toFixed(2)})`,
    `${work.toFixed(1).padStart(6)} ms CPU per 1,000 (ratio ${(work / result(base, 'work')).toFixed(2)})`,
  );
}

agent.destroy();
child.disconnect();
