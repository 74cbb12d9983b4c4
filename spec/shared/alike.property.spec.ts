import * as fc from 'fast-check';
import { createPusher } from '../../lib/index.js';
import type { Pusher } from '../../lib/index.js';
import { createFake } from '../../lib/testing/fake.js';
import type { FakePusherOptions, FakeServer } from '../../lib/testing/index.js';
import { fakeTabs } from '../../lib/testing/index.js';
import { inTime } from '../support/in-time.js';
import type { Time } from '../support/in-time.js';

// A tab that shares a connection hears, and shows, what it would have by one of its own. What the docs name is left out of the
// stories: numbers of connections, a signature that would be refused now and was granted before, times of reconnects.

const CHANNELS = ['a', 'private-b', 'presence-c', 'cache-d', 'private-cache-e', 'private-no'] as const;
type Name = (typeof CHANNELS)[number];
const TABS = 3;

const tab = fc.nat({ max: TABS - 1 });
const one = <const T>(...values: readonly T[]) => fc.constantFrom(...values);

/** What happens, most of it to one channel. */
const stepOf = (focus: Name) => {
  const channel = fc.constantFrom(focus, focus, focus, ...CHANNELS);
  return fc.oneof(
    { weight: 8, arbitrary: fc.record({ do: one('want'), tab, channel }) },
    { weight: 5, arbitrary: fc.record({ do: one('leave'), tab, channel }) },
    { weight: 6, arbitrary: fc.record({ do: one('publish'), channel }) },
    {
      weight: 4,
      arbitrary: fc.record({
        do: one('trigger'),
        tab,
        channel: one('private-b', 'presence-c', 'private-cache-e', 'private-no'),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: one('join', 'part'), who: one('x', 'y') }) },
    { weight: 3, arbitrary: fc.record({ do: one('signin', 'signin', 'signout'), tab }) },
    { weight: 2, arbitrary: fc.record({ do: one('toUser') }) },
    { weight: 2, arbitrary: fc.record({ do: one('watched'), online: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ do: one('lose'), code: one(1006, 4200, 4100) }) },
    { weight: 1, arbitrary: fc.record({ do: one('handOver') }) },
    { weight: 1, arbitrary: fc.record({ do: one('outage'), ms: one(500, 4_000, 20_000) }) },
    { weight: 1, arbitrary: fc.record({ do: one('close'), tab }) },
    { weight: 2, arbitrary: fc.record({ do: one('pass'), ms: one(1, 600, 130_000) }) },
  );
};
type Step = ReturnType<typeof stepOf> extends fc.Arbitrary<infer S> ? S : never;

const story = fc.constantFrom(...CHANNELS).chain((focus) => fc.array(stepOf(focus), { maxLength: 30, size: 'max' }));

const OPTIONS: FakePusherOptions = {
  user: { id: 'me', user_info: { name: 'Me' }, watchlist: ['friend'] },
  linger: 50,
  app: { activityTimeout: 30_000 },
};

/** A tab, and the log of all it heard and showed of each channel, in order. */
const createLog = (pusher: Pusher) => {
  const log: Record<string, string[]> = {};
  const wants = new Map<string, { unsubscribe: () => void }>();
  const follow = <T>(name: string, text: (value: T) => string) => ({
    next: (value: T) => void (log[name] ??= []).push(text(value)),
    error: (error: Error) => void (log[name] ??= []).push(`${error.name}: ${error.message}`),
  });
  const data = (what: string) => (value: unknown) => `${what} ${JSON.stringify(value)}`;
  const ids = (members: Iterable<{ readonly id: string }>) => [...members].map(({ id }) => id).sort();
  const streams = (name: Name) => {
    const its = pusher.channel(name as 'private-b');
    const all = [
      its.on('x').subscribe(follow(name, data('x'))),
      its.on('client-y').subscribe(follow(name, data('y'))),
      its.resumed$.subscribe(follow(name, () => 'resumed')),
      its.state$.subscribe(follow(name, ({ status }) => status)),
    ];
    if (name.includes('cache-'))
      all.push(pusher.channel(name as 'cache-d').cacheMiss$.subscribe(follow(name, () => 'miss')));
    if (name !== 'presence-c') return all;
    const room = pusher.channel(name);
    return [
      ...all,
      room.subscribe(follow(name, ({ event, userId }) => `${event} by ${userId ?? 'server'}`)),
      room.joined$.subscribe(follow(name, ({ id }) => `${id} joined`)),
      room.left$.subscribe(follow(name, ({ id }) => `${id} left`)),
      room.members$.subscribe(
        follow(name, (members) => `members ${ids(members).join()} ${members.stale} ${members.me.id}`),
      ),
    ];
  };
  const stop = (name: string) => {
    wants.get(name)?.unsubscribe();
    wants.delete(name);
  };
  const start = (name: string, begin: () => readonly { unsubscribe: () => void }[]) => {
    if (wants.has(name)) return;
    const all = begin();
    wants.set(name, { unsubscribe: () => all.forEach((each) => each.unsubscribe()) });
  };
  return {
    log,
    pusher,
    want: (name: Name) => start(name, () => streams(name)),
    signin: () =>
      start('user', () => [
        pusher.user.on('x').subscribe(follow('user', data('x'))),
        pusher.user.watchlist.events$.subscribe(follow('user', data('watchlist'))),
      ]),
    stop,
    end: () => [...wants.keys()].forEach(stop),
  };
};

interface World {
  readonly server: FakeServer;
  readonly tabs: readonly { readonly pusher: Pusher; readonly crash: () => void }[];
  /** The tab that leads closes, or what comes to the same. */
  readonly handOver: () => void;
}

const alone = (): World => {
  const { key, options, server } = createFake(undefined, OPTIONS);
  return {
    server,
    tabs: Array.from({ length: TABS }, () => ({ pusher: createPusher(key, options), crash: () => undefined })),
    handOver: () => server.network([4200]),
  };
};
const together = (): World => {
  const { tab: open, server, handOver } = fakeTabs(OPTIONS);
  return { server, tabs: Array.from({ length: TABS }, open), handOver };
};

/** Plays a story and gives the log of each tab, and what is left in the end. */
const play = (steps: readonly Step[], create: () => World, check: (world: World) => void, { pass, timers }: Time) => {
  const world = create();
  const { server, handOver } = world;
  server.authorization([({ channels }) => (channels.includes('private-no') ? 403 : 200)]);
  const logs = world.tabs.map(({ pusher }) => createLog(pusher));
  const closed = new Set<number>();
  let count = 0;

  const act = (given: Step): void => {
    const its = 'tab' in given && !closed.has(given.tab) ? logs[given.tab] : undefined;
    if (given.do === 'want') its?.want(given.channel);
    else if (given.do === 'leave') its?.stop(given.channel);
    else if (given.do === 'publish') server.events(given.channel, [['x', (count += 1)]]);
    else if (given.do === 'trigger')
      its?.pusher
        .channel(given.channel as 'private-b')
        .trigger('client-y', (count += 1))
        .subscribe({ error: () => undefined });
    else if (given.do === 'join') server.members('presence-c', [['join', given.who]]);
    else if (given.do === 'part') server.members('presence-c', [['leave', given.who]]);
    else if (given.do === 'signin') its?.signin();
    else if (given.do === 'signout') its?.stop('user');
    else if (given.do === 'toUser') server.user([['x', (count += 1)]]);
    else if (given.do === 'watched') server.watchlist([[given.online ? 'online' : 'offline', 'friend']]);
    else if (given.do === 'lose') server.network([given.code]);
    else if (given.do === 'handOver') handOver();
    else if (given.do === 'outage') {
      server.network([1006, 'refuse']);
      pass(given.ms);
      server.network(['up']);
    } else if (given.do === 'close') {
      its?.end();
      closed.add(given.tab);
    }
    // Until all that follows from it is done, reconnects included.
    pass(
      given.do === 'pass'
        ? given.ms
        : given.do === 'outage' || given.do === 'lose' || given.do === 'handOver'
          ? 60_000
          : 120,
    );
    check(world);
  };
  steps.forEach(act);
  logs.forEach(({ end }) => end());
  server.members('presence-c', [
    ['leave', 'x'],
    ['leave', 'y'],
  ]);
  server.watchlist([['offline', 'friend']]);
  pass(70_000);
  expect(timers()).toBe(0);
  return logs.map(({ log }) => log);
};

const open = (spans: readonly { readonly unsubscribedFrame: number }[]) =>
  spans.filter(({ unsubscribedFrame }) => unsubscribedFrame === Infinity).length;

/** One connection at most, and one subscription for each channel. */
const checkShared = ({ server }: World) => {
  expect(open(server.sockets)).toBeLessThanOrEqual(1);
  for (const name of CHANNELS) expect(open(server.subscriptions(name))).toBeLessThanOrEqual(1);
};

const RUNS = Number(process.env['RUNS'] ?? 80);

it(
  'each of several tabs that share a connection hears and shows what it would by one of its own',
  () =>
    fc.assert(
      fc.property(story, (steps) => {
        const apart = inTime((time) => play(steps, alone, () => undefined, time));
        const shared = inTime((time) => play(steps, together, checkShared, time));
        expect(shared).toEqual(apart);
      }),
      { numRuns: RUNS, ...(process.env['SEED'] === 'random' ? {} : { seed: Number(process.env['SEED'] ?? 1) }) },
    ),
  120_000,
);
