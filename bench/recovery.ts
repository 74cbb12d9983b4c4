import { setTimeout as sleep } from 'node:timers/promises';
import { firstValueFrom, ReplaySubject } from 'rxjs';
import { startSandbox } from 'rx-pusher/sandbox';
import type { Sandbox } from 'rx-pusher/sandbox';
import { startProxy } from '../spec/chaos/proxy.js';
import type { Bench, Row } from './harness.js';
import { figure, quantile, ratio } from './harness.js';
import type { Client, Times } from './recovery/clients.js';
import { ours, theirs } from './recovery/clients.js';
import type { Scenario } from './recovery/scenarios.js';
import { scenarios } from './recovery/scenarios.js';

interface Plan {
  /** Clients of each library. */
  readonly each: number;
  /** How long (s) the server is away. */
  readonly aways: readonly number[];
  readonly times: Times;
  /** How long (ms) all is well before: longer than our `minUptime`, as after a working day. */
  readonly calm: number;
  /** The server's `activity_timeout` (s): that of Reverb and soketi. */
  readonly activityTimeout: number;
}

const PLAN: Plan = { each: 11, aways: [5, 30, 120], times: {}, calm: 6_000, activityTimeout: 30 };
const SHORT: Plan = { each: 2, aways: [0.8], times: { pongTimeout: 1_000 }, calm: 0, activityTimeout: 2 };

/** After so long (ms) nobody is waited for: three times the longest pause of either. */
const PATIENCE = 180_000;

/** One client after another, so that each is at another point of its silence when it happens. */
const arrived = async (create: typeof ours, port: number, plan: Plan): Promise<readonly Client[]> => {
  const clients: Client[] = [];
  while (clients.length < plan.each) {
    const client = create(port, plan.times);
    clients.push(client);
    await client.subscribed();
    await sleep((plan.activityTimeout * 1_000) / plan.each);
  }
  return clients;
};

/** Seconds from the server's return, for each client, ours first. */
const measured = async (scenario: Scenario, plan: Plan): Promise<readonly (readonly number[])[]> => {
  const started = new ReplaySubject<Sandbox>(1);
  const serving = startSandbox({
    port: 0,
    apps: [{ id: 'app-id', key: 'app-key', secret: 'app-secret', activityTimeout: plan.activityTimeout * 1_000 }],
  }).subscribe(started);
  const sandbox = await firstValueFrom(started);
  const proxy = await startProxy(() => sandbox.port);
  const sides = await Promise.all([ours, theirs].map((create) => arrived(create, proxy.port, plan)));
  const world = { sandbox, proxy, clients: sides.flat() };
  await sleep(plan.calm);

  scenario.begin(world);
  const backs = sides.map((clients) => clients.map((client) => client.subscribed()));
  await sleep(scenario.away * 1_000);
  scenario.end(world);
  const returned = performance.now();
  const never = sleep(PATIENCE, Infinity, { ref: false });
  const seconds = await Promise.all(
    backs.map((all) => Promise.all(all.map(async (back) => ((await Promise.race([back, never])) - returned) / 1_000))),
  );

  for (const client of world.clients) client.stop();
  proxy.stop();
  serving.unsubscribe();
  return seconds;
};

const rows = async (scenario: Scenario, plan: Plan): Promise<readonly Row[]> => {
  const [us = [], them = []] = await measured(scenario, plan);
  const { name } = scenario;
  return [
    ratio(`${name}: median to pusher-js's`, quantile(us) / quantile(them), { atMost: 1 }),
    ...Object.entries({ ours: us, 'pusher-js': them }).flatMap(([who, seconds]) => [
      figure(`${name}: ${who}, median`, quantile(seconds), 's'),
      figure(`${name}: ${who}, worst`, quantile(seconds, 1), 's'),
    ]),
  ];
};

/** From the server's return until every channel is subscribed; all rows at the same time, for it is mostly waiting. */
export const bench: Bench = async ({ short }) => {
  const plan = short ? SHORT : PLAN;
  return (await Promise.all(scenarios(plan.aways).map((scenario) => rows(scenario, plan)))).flat();
};
