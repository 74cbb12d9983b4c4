import type { Random } from '../../chaos/random.js';
import { seeded } from '../../chaos/random.js';
import type { Rig, Tab, TabState } from './rig.js';
import { CHANNELS, createRig, until } from './rig.js';

/** A run of tabs to which things happen at random, and what did not hold. */
export interface Outcome {
  readonly actions: readonly string[];
  readonly violations: readonly string[];
  readonly published: number;
  readonly heard: number;
  readonly done: number;
  /** ms from the end of a disturbance until all was right again: the longest. */
  readonly longest: number;
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What must hold of one tab, whatever happened: each event once at most, in order, and no errors. */
const faultsOf = ({ heard, errors }: TabState): readonly string[] => [
  ...errors,
  ...Object.entries(heard).flatMap(([name, all]) =>
    all.some((n, i) => i > 0 && n <= all[i - 1]!) ? [`${name} is out of order: ${all.join()}`] : [],
  ),
];

const createCrowd = (rig: Rig, random: Random, most: number) => {
  const tabs: Tab[] = [];
  const frozen = new Set<Tab>();
  const violations: string[] = [];
  let heard = 0;
  let crashing = false;

  const check = async (tab: Tab) => {
    const state = await tab.state();
    violations.push(...faultsOf(state));
    heard += Object.values(state.heard).reduce((sum, all) => sum + all.length, 0);
  };
  const open = async () => {
    if (tabs.length >= most) return;
    const tab = await rig.open();
    // Tabs may share a process, and then the crash of one is that of others.
    tab.page.on('crash', () => {
      if (!crashing) violations.push('a page crashed by itself');
      if (tabs.includes(tab)) tabs.splice(tabs.indexOf(tab), 1);
      void tab.page.close().catch(() => undefined);
    });
    tabs.push(tab);
  };
  const awake = () => tabs.filter((tab) => !frozen.has(tab));
  const take = (list: readonly Tab[]): Tab | undefined => {
    const tab = list.length > 2 ? random.pick(list) : undefined;
    if (tab !== undefined) tabs.splice(tabs.indexOf(tab), 1);
    return tab;
  };
  const leader = async (): Promise<Tab | undefined> => {
    const names = await Promise.all(awake().map(async (tab) => ((await tab.state()).leads ? tab : undefined)));
    return names.find((tab) => tab !== undefined);
  };
  const close = async (tab: Tab | undefined) => {
    if (tab === undefined) return;
    if (tabs.includes(tab)) tabs.splice(tabs.indexOf(tab), 1);
    await check(tab);
    await tab.close();
  };
  const actions: Readonly<Record<string, () => Promise<void>>> = {
    open,
    close: async () => close(take(awake())),
    'close the leader': async () => {
      if (awake().length > 2) await close(await leader());
    },
    crash: async () => {
      const tab = take(awake());
      crashing = true;
      await tab?.crash();
      crashing = false;
    },
    freeze: async () => {
      const tab = awake().length > 2 ? random.pick(awake()) : undefined;
      if (tab === undefined) return;
      frozen.add(tab);
      await tab.freeze();
    },
    hang: async () => {
      const tab = awake().length > 2 ? random.pick(awake()) : undefined;
      if (tab === undefined) return;
      frozen.add(tab);
      await tab.hang();
    },
    thaw: async () => {
      const [tab] = frozen;
      if (tab === undefined) return;
      frozen.delete(tab);
      await tab.thaw();
    },
    4200: async () => {
      await wait(0);
      rig.sandbox.close(4200);
    },
    drop: async () => {
      await wait(0);
      rig.sandbox.close(1006);
    },
    503: async () => {
      rig.gate.become('503');
      await wait(random.between(100, 3_000));
      rig.gate.become('open');
    },
    away: async () => {
      rig.gate.become('shut');
      await wait(5_000);
      rig.gate.become('open');
    },
  };
  return { tabs, awake, frozen, violations, actions, open, check, heard: () => heard };
};

const WEIGHTS = [
  ...(['open', 'open', 'open', 'close', 'close', 'close the leader', 'close the leader', 'crash', 'freeze'] as const),
  ...(['freeze', 'hang', 'thaw', 'thaw', 'thaw', '4200', 'drop', '503', 'away'] as const),
];

/** Lets things happen for so many ms, at least; in between all has to be right again. */
export const randomly = async (host: 'tab' | 'worker', seed: number, ms: number, most: number): Promise<Outcome> => {
  const random = seeded(seed);
  const rig = await createRig(host);
  const crowd = createCrowd(rig, random, most);
  const { tabs, frozen, violations } = crowd;
  const actions: string[] = [];
  let published = 0;
  let longest = 0;

  const publish = () => {
    published += 1;
    for (const channel of CHANNELS) rig.publish(channel, published);
  };
  const connections = () => rig.sandbox.snapshot().connections.length;
  const subscriptions = () => rig.sandbox.snapshot().channels.map(({ socketIds }) => socketIds.length);
  /** All tabs on one connection, which has each channel once, and one member; what is published is heard by each, once. */
  const settle = async () => {
    const start = Date.now();
    // Those that stay frozen are in nobody's way.
    for (const tab of random.chance(0.5) ? frozen : []) {
      await tab.thaw();
      frozen.delete(tab);
    }
    await until(
      async () => ({
        states: await Promise.all(crowd.awake().map(async (tab) => (await tab.state()).states.at(-1))),
        members: [...new Set(await Promise.all(crowd.awake().map(async (tab) => (await tab.state()).members.join())))],
        subscribed: await Promise.all(crowd.awake().map(async (tab) => (await tab.state()).subscribed)),
        connections: connections(),
        subscriptions: subscriptions(),
      }),
      (now) =>
        now.states.every((status) => status === 'connected') &&
        now.subscribed.every((count) => count === CHANNELS.length) &&
        now.members.join() === 'me' &&
        now.connections === 1 &&
        now.subscriptions.join() === CHANNELS.map(() => 1).join(),
      45_000,
    );
    longest = Math.max(longest, Date.now() - start);
    const numbers = [1, 2, 3].map((n) => published + n);
    numbers.forEach(publish);
    for (const tab of crowd.awake())
      await until(
        async () => (await tab.state()).heard,
        (heard) => CHANNELS.every((channel) => heard[channel]!.slice(-3).join() === numbers.join()),
      );
    await until(
      () => rig.done.filter((n) => numbers.includes(n)).sort((a, b) => a - b),
      (done) => done.join() === numbers.join(),
    );
  };

  try {
    for (let i = 0; i < most; i += 1) await crowd.open();
    const end = Date.now() + ms;
    while (Date.now() < end) {
      for (let i = random.between(1, 4); i > 0; i -= 1) {
        const name = random.pick(WEIGHTS);
        actions.push(name);
        publish();
        await crowd.actions[name]!();
        publish();
        await wait(random.between(0, 400));
      }
      await settle();
    }
    for (const tab of frozen) await tab.thaw();
    for (const tab of tabs) await crowd.check(tab);
    if (new Set(rig.done).size < rig.done.length) violations.push(`done twice: ${rig.done.join()}`);
    violations.push(...rig.errors);
  } catch (error) {
    violations.push((error as Error).message);
  }
  await rig.close();
  return { actions, violations, published, heard: crowd.heard(), done: rig.done.length, longest };
};
