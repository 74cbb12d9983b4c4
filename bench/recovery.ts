import { setTimeout as sleep } from 'node:timers/promises';
import { firstValueFrom, ReplaySubject } from 'rxjs';
import { startSandbox } from 'rx-pusher/sandbox';
import type { Sandbox } from 'rx-pusher/sandbox';
import { startProxy } from '../spec/chaos/proxy.js';
import type { Bench, Row } from './harness.js';
import { figure, quantile } from './harness.js';
import type { Times } from './recovery/clients.js';
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
const SHORT: Plan = { each: 2, aways: [2], times: { pongTimeout: 2_000 }, calm: 0, activityTimeout: 2 };

/** After so long (ms) nobody is waited for: four times the longest pause of either. */
const PATIENCE = 240_000;

/** Seconds from the server's return, for each client, ours first. */
const measured = async (scenario: Scenario, plan: Plan): Promise<readonly (readonly number[])[]> => {
  const started = new ReplaySubject<Sandbox>(1);
  const serving = startSandbox({
    port: 0,
    apps: [{ id: 'app-id', key: 'app-key', secret: 'app-secret', activityTimeout: plan.activityTimeout * 1_000 }],
  }).subscribe(started);
  const sandbox = await firstValueFrom(started);
  const proxy = await startProxy(() => sandbox.port);
  const sides = [ours, theirs].map((create) => Array.from({ length: plan.each }, () => create(proxy.port, plan.times)));
  const world = { sandbox, proxy, clients: sides.flat() };
  await Promise.all(world.clients.map((client) => client.subscribed()));
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
  return (['median', 'worst'] as const).flatMap((which) => {
    const [our, their] = [us, them].map((seconds) => quantile(seconds, which === 'median' ? 0.5 : 1)) as [
      number,
      number,
    ];
    const name = `${scenario.name}, ${which}`;
    return [figure(name, our, 's', { atMost: their }), figure(`${name}, pusher-js`, their, 's')];
  });
};

/** Seconds from the return of the server until every channel is subscribed; all rows at the same time, for it is mostly waiting. */
export const bench: Bench = async ({ short }) => {
  const plan = short ? SHORT : PLAN;
  return (await Promise.all(scenarios(plan.aways).map((scenario) => rows(scenario, plan)))).flat();
};
