import { setTimeout as sleep } from 'node:timers/promises';
import type { Rig, Tab } from '../spec/shared/browser/rig.js';
import { CHANNELS, createRig, until } from '../spec/shared/browser/rig.js';
import { executablePath } from '../spec/support/chromium.js';
import type { Bench, Row } from './harness.js';
import { figure, quantile, ratio } from './harness.js';

// Tabs of Chromium that share a connection, beside the same with one each: CPU of all its processes, and bytes on the wire.

interface Plan {
  readonly tabs: number;
  /** Tabs that come later, to see what one more costs. */
  readonly more: number;
  readonly channels: number;
  /** Events a second, in all. */
  readonly rate: number;
  /** How long (s) is measured. */
  readonly seconds: number;
  readonly takeovers: number;
}

const PLAN: Plan = { tabs: 20, more: 5, channels: 100, rate: 100, seconds: 10, takeovers: 5 };
const SHORT: Plan = { tabs: 3, more: 1, channels: 5, rate: 50, seconds: 0.5, takeovers: 1 };

const SLICE = 50;

interface Measured {
  /** CPU (ms) a second, of all processes of the browser. */
  readonly cpu: number;
  /** Bytes a second. */
  readonly bytes: number;
}

/** CPU (ms) that the browser has used since it began, all processes. */
const cpuOf = async ({ browser }: Rig): Promise<number> => {
  const cdp = await browser.newBrowserCDPSession();
  const { processInfo } = await cdp.send('SystemInfo.getProcessInfo');
  await cdp.detach();
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime * 1_000, 0);
};

const settled = (tabs: readonly Tab[], channels: number): Promise<unknown> =>
  until(
    () => Promise.all(tabs.map(async (tab) => (await tab.state()).subscribed)),
    (all) => all.every((count) => count === channels),
    60_000,
  );

/** Publishes at that rate for that long; throws if a tab has missed anything. */
const measure = async (rig: Rig, tabs: readonly Tab[], names: readonly string[], plan: Plan): Promise<Measured> => {
  const heard = async (tab: Tab) => Object.values((await tab.state()).heard).reduce((sum, all) => sum + all.length, 0);
  await sleep(500);
  const before = await Promise.all(tabs.map(heard));
  const [cpu, bytes, start] = [await cpuOf(rig), rig.gate.bytes(), performance.now()];
  let sent = 0;
  while (performance.now() - start < plan.seconds * 1_000) {
    const due = ((performance.now() - start) / 1_000) * plan.rate;
    for (; sent < due; sent += 1) rig.publish(names[sent % names.length]!, sent);
    await sleep(SLICE);
  }
  await until(
    async () => (await Promise.all(tabs.map(heard))).map((count, i) => count - before[i]!),
    (counts) => counts.every((count) => count === sent),
    30_000,
  );
  const seconds = (performance.now() - start) / 1_000;
  return { cpu: ((await cpuOf(rig)) - cpu) / seconds, bytes: (rig.gate.bytes() - bytes) / seconds };
};

/** ms from the closing of the tab that leads until the server has the next connection, and until every tab is connected. */
const takeover = async (rig: Rig, tabs: Tab[]): Promise<readonly [first: number, all: number]> => {
  const ids = () => rig.sandbox.snapshot().connections.map(({ socketId }) => socketId);
  const [former] = ids();
  const isNew = () => ids().length === 1 && ids()[0] !== former;
  const leading = tabs.findIndex((tab) => tab.leads());
  const start = performance.now();
  void tabs.splice(leading, 1)[0]!.close();
  while (!isNew()) await sleep(5);
  const first = performance.now() - start;
  await until(
    async () => Promise.all(tabs.map(async (tab) => (await tab.state()).socketId)),
    (all) => all.every((id) => id === ids()[0]),
    30_000,
  );
  return [first, performance.now() - start];
};

const rowsOf = async (host: 'own' | 'tab' | 'worker', plan: Plan) => {
  const names = Array.from({ length: plan.channels }, (_, i) => `c${i}`);
  const rig = await createRig(host, names);
  const tabs: Tab[] = [];
  const open = async (count: number) => {
    for (let i = 0; i < count; i += 1) tabs.push(await rig.open());
    await settled(tabs, plan.channels);
  };
  await open(plan.tabs);
  const base = await measure(rig, tabs, names, plan);
  await open(plan.more);
  const more = await measure(rig, tabs, names, plan);
  await rig.close();
  return { base, one: (more.cpu - base.cpu) / plan.more };
};

/** One after another leads and closes, in a small crowd: what is measured is not how busy the machine is. */
const takeovers = async ({ takeovers: count }: Plan) => {
  const rig = await createRig('tab');
  const tabs: Tab[] = [];
  for (let i = 0; i < count + 4; i += 1) tabs.push(await rig.open());
  await settled(tabs, CHANNELS.length);
  const times: (readonly [number, number])[] = [];
  while (times.length < count && tabs.length > 1) {
    times.push(await takeover(rig, tabs));
    await sleep(1_000);
  }
  await rig.close();
  return times;
};

export const bench: Bench = async ({ short }) => {
  if (executablePath === undefined) return [];
  const plan = short ? SHORT : PLAN;
  const times = await takeovers(plan);
  const own = await rowsOf('own', plan);
  const tab = await rowsOf('tab', plan);
  const worker = await rowsOf('worker', plan);
  const load = `${plan.tabs} tabs, ${plan.channels} channels, ${plan.rate} events/s`;
  const each = ([name, { base, one }]: readonly [string, Awaited<ReturnType<typeof rowsOf>>]): readonly Row[] => [
    figure(`${name}: CPU of the browser, ${load}`, base.cpu, 'ms/s'),
    figure(`${name}: bytes on the wire`, base.bytes, 'B/s'),
    figure(`${name}: CPU of one more tab`, one, 'ms/s'),
  ];
  return [
    ratio('bytes on the wire, one connection each / shared', own.base.bytes / tab.base.bytes, {
      atLeast: plan.tabs * 0.8,
    }),
    ratio('CPU, one connection each / shared by a leading tab', own.base.cpu / tab.base.cpu),
    ratio('CPU, one connection each / shared by a worker', own.base.cpu / worker.base.cpu),
    figure('a leading tab closes: until the next connection', quantile(times.map(([first]) => first)), 'ms', {
      atMost: 1_000,
    }),
    figure('a leading tab closes: until every tab is connected', quantile(times.map(([, all]) => all)), 'ms'),
    ...(
      [
        ['one each', own],
        ['leading tab', tab],
        ['worker', worker],
      ] as const
    ).flatMap(each),
  ];
};
