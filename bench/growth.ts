import type { Client } from './clients.js';
import { ours } from './clients.js';
import { channelNames } from './events.js';
import type { FakeSocket } from './fake-socket.js';
import type { Bench, Row } from './harness.js';
import { cpuSince, figure, inProcess, ratio, until } from './harness.js';

// Whatever a user can make grow costs in proportion: twice as many take twice as long. What the exponent of a straight line
// through logarithms says: 1 is linear, 2 is by the square.

const NAME = 'private-growth';
const PRESENCE = 'presence-growth';
const SIGNATURE = { auth: 'key:signature', channel_data: JSON.stringify({ user_id: 'me' }) };
const LIST = JSON.stringify({ presence: { count: 1, ids: ['me'], hash: { me: {} } } });

type World = Client<ReturnType<typeof ours>['pusher']>;

const world = (accepted = '{}'): World =>
  ours(
    { accepted },
    {
      linger: 0,
      channelAuthorization: () => [SIGNATURE],
      clientEvents: { limit: Infinity, maxHeld: Infinity },
      reconnect: { minDelay: 0, maxDelay: 0, minUptime: 0 },
    },
  );

const connected = async ({ pusher, socket }: World): Promise<FakeSocket> => {
  pusher.connect();
  await until(() => socket().readyState === 1);
  return socket();
};

const subscribed = async ({ pusher }: World, name: string): Promise<void> => {
  let is = false;
  pusher.channel(name).state$.subscribe(({ status }) => {
    is ||= status === 'subscribed';
  });
  pusher.channel(name).subscribe();
  await until(() => is);
};

/** Ends the process, and with it the bench. */
const fail = (cause: unknown) => {
  throw cause;
};
const frame = (event: string, channel: string, data: unknown) =>
  JSON.stringify({ event, channel, data: JSON.stringify(data) });

/** What grows: does it so many times, and gives back what is to be done after the measure. */
const SUBJECTS: Readonly<Record<string, (count: number) => Promise<void>>> = {
  'client events held while there is no connection, then written': async (count) => {
    const { pusher, socket } = world();
    let written = 0;
    for (let i = 0; i < count; i += 1) {
      pusher
        .channel(NAME)
        .trigger('client-x', i)
        .subscribe({ complete: () => (written += 1), error: fail });
    }
    await until(() => socket().readyState === 1);
    await until(() => written === count);
    pusher.disconnect();
  },

  'client events held, one for each of as many channels': async (count) => {
    const { pusher } = world();
    let written = 0;
    for (const name of channelNames(count, 'private-')) {
      pusher
        .channel(name as 'private-x')
        .trigger('client-x', 1)
        .subscribe({ complete: () => (written += 1), error: fail });
    }
    await until(() => written === count);
    pusher.disconnect();
  },

  'watchers of one channel': async (count) => {
    const here = world();
    await connected(here);
    const { state$ } = here.pusher.channel('growth');
    const watching = Array.from({ length: count }, () => state$.subscribe());
    await subscribed(here, 'growth');
    for (const one of watching) one.unsubscribe();
    here.pusher.disconnect();
  },

  'wants of one channel': async (count) => {
    const here = world();
    const socket = await connected(here);
    await subscribed(here, 'growth');
    let heard = 0;
    const tick$ = here.pusher.channel('growth').on('tick');
    const wants = Array.from({ length: count }, () => tick$.subscribe(() => (heard += 1)));
    socket.receive(frame('tick', 'growth', 1));
    for (const one of wants) one.unsubscribe();
    if (heard !== count) throw new Error(`${heard} heard it, not ${count}`);
    here.pusher.disconnect();
  },

  'times that one member comes and goes': async (count) => {
    const here = world(LIST);
    const socket = await connected(here);
    let size = 0;
    here.pusher.channel(PRESENCE).members$.subscribe((members) => {
      size = members.count;
    });
    await until(() => size === 1);
    const come = frame('pusher_internal:member_added', PRESENCE, { user_id: 'x' });
    const go = frame('pusher_internal:member_removed', PRESENCE, { user_id: 'x' });
    for (let i = 0; i < count; i += 1) {
      socket.receive(come);
      socket.receive(go);
    }
    if (size !== 1) throw new Error(`${size} members, not 1`);
    here.pusher.disconnect();
  },

  'channels wanted and left in one turn': async (count) => {
    const here = world();
    await connected(here);
    const wants = channelNames(count).map((name) => here.pusher.channel(name).subscribe());
    for (const one of wants) one.unsubscribe();
    here.pusher.disconnect();
  },

  'channels subscribed, and subscribed again after a loss': async (count) => {
    const here = world();
    const first = await connected(here);
    let states = 0;
    here.pusher.channels$.subscribe(() => (states += 1));
    let up = 0;
    const counted = () => (up += 1);
    for (const name of channelNames(count)) {
      const channel = here.pusher.channel(name);
      channel.subscribe();
      channel.lifecycle$.subscribe(({ type }) => type === 'subscribed' && counted());
    }
    await until(() => up === count);
    first.drop(4200);
    await until(() => up === 2 * count);
    here.pusher.disconnect();
  },
};

/** CPU ms of one subject, at so many. */
export const measure = async (subject: string, count: number): Promise<number> => {
  const run = SUBJECTS[subject]!;
  await run(Math.min(count, 1_000));
  globalThis.gc?.();
  const start = process.cpuUsage();
  await run(count);
  return cpuSince(start) / 1e6;
};

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The slope of a straight line through the points, by least squares. */
export const exponent = (points: readonly (readonly [count: number, time: number])[]): number => {
  const logs = points.map(([count, time]) => [Math.log(count), Math.log(time)] as const);
  const [x, y] = [mean(logs.map(([count]) => count)), mean(logs.map(([, time]) => time))];
  const [above, below] = [mean(logs.map(([a, b]) => (a - x) * (b - y))), mean(logs.map(([a]) => (a - x) ** 2))];
  return above / below;
};

export const bench: Bench = async ({ short }) => {
  // Small numbers measure what does not grow.
  const counts = short ? [100, 200] : [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000];
  const rows: Row[] = [];
  const figures: Row[] = [];
  for (const subject of Object.keys(SUBJECTS)) {
    const points: (readonly [number, number])[] = [];
    for (const count of counts) points.push([count, await inProcess<number>('growth', subject, count)]);
    rows.push(ratio(`exponent, ${subject}`, exponent(points), { atMost: 1.1 }));
    const [count, time] = points.at(-1)!;
    figures.push(figure(`${count.toLocaleString('en')} ${subject}`, time, 'ms'));
  }
  return [...rows, ...figures];
};
