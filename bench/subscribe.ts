import { ours, theirs } from './clients.js';
import { authEndpoint } from './auth-endpoint.js';
import { channelNames } from './events.js';
import type { FakeSocket } from './fake-socket.js';
import type { Bench, Options, Row } from './harness.js';
import { cpuSince, figure, inProcess, quantile, ratio, until } from './harness.js';

const SERVER = { establishes: false, accepts: false };
const CHANNELS = 10_000;
// Fewer, for pusher-js asks for each of them by itself and has all those sockets open at once.
const PRIVATE_CHANNELS = 1_000;

/** ms of the clock and of CPU. */
interface Spent {
  readonly clock: number;
  readonly cpu: number;
}
interface Round {
  readonly first: Spent;
  readonly again: Spent;
  readonly authorized: Spent;
  readonly requests: number;
}
type Who = 'ours' | 'theirs';

/** A client that wants so many channels, before its handshake. */
interface Waiting {
  readonly socket: () => FakeSocket;
  readonly end: () => void;
}

const start: Record<Who, (names: readonly string[], endpoint?: string) => Waiting> = {
  ours: (names, endpoint = 'unused') => {
    const { pusher, socket } = ours(SERVER, {
      reconnect: { minDelay: 0, maxDelay: 0, minUptime: 0 },
      channelAuthorization: { endpoint, batch: true },
    });
    const wants = names.map((name) => pusher.channel(name).on('tick').subscribe());
    const end = () => {
      pusher.disconnect();
      for (const want of wants) want.unsubscribe();
    };
    return { socket, end };
  },
  theirs: (names, endpoint = 'unused') => {
    const { pusher, socket } = theirs(SERVER, { channelAuthorization: { endpoint, transport: 'ajax' } });
    for (const name of names) pusher.subscribe(name).bind('tick', () => undefined);
    return { socket, end: () => pusher.disconnect() };
  },
};

/** From `pusher:connection_established` to the last `pusher:subscribe`. */
const subscribing = async (socket: FakeSocket, count: number): Promise<Spent> => {
  await until(() => socket.readyState === 1);
  const written = socket.subscriptions(count);
  const [clock, cpu] = [performance.now(), process.cpuUsage()];
  socket.establish();
  await written;
  const spent = { clock: performance.now() - clock, cpu: cpuSince(cpu) / 1e6 };
  socket.accept();
  return spent;
};

const round = async (who: Who, channels: number, privates: number): Promise<Round> => {
  const open = start[who](channelNames(channels));
  const socket = open.socket();
  const first = await subscribing(socket, channels);
  // "Reconnect immediately".
  socket.drop(4200);
  await until(() => open.socket() !== socket);
  const again = await subscribing(open.socket(), channels);
  open.end();

  const endpoint = await authEndpoint();
  const closed = start[who](channelNames(privates, 'private-'), endpoint.url);
  const authorized = await subscribing(closed.socket(), privates);
  closed.end();
  endpoint.close();
  return { first, again, authorized, requests: endpoint.requests() };
};

export const measure = async ({ short }: Options): Promise<Record<Who, readonly Round[]>> => {
  const [rounds, warmUp, channels, privates] = short ? [1, 0, 100, 100] : [7, 1, CHANNELS, PRIVATE_CHANNELS];
  const done: Record<Who, Round[]> = { ours: [], theirs: [] };
  for (let i = -warmUp; i < rounds; i += 1) {
    for (const who of ['ours', 'theirs'] as const) {
      const result = await round(who, channels, privates);
      if (i >= 0) done[who].push(result);
    }
  }
  return done;
};

export const bench: Bench = async (options) => {
  const rounds = await inProcess<Record<Who, readonly Round[]>>('subscribe', options);
  const median = (who: Who, of: (round: Round) => number) => quantile(rounds[who].map(of));
  const compared = (name: string, of: (round: Round) => Spent): readonly Row[] => {
    const [clock, cpu] = (['clock', 'cpu'] as const).map((kind) => ({
      ours: median('ours', (one) => of(one)[kind]),
      theirs: median('theirs', (one) => of(one)[kind]),
    })) as [Record<Who, number>, Record<Who, number>];
    return [
      ratio(`time to pusher-js's, ${name}`, clock.ours / clock.theirs, { atMost: 1 }),
      ratio(`CPU time to pusher-js's, ${name}`, cpu.ours / cpu.theirs, { atMost: 1 }),
      figure(`ours, ${name}`, clock.ours, 'ms'),
      figure(`pusher-js, ${name}`, clock.theirs, 'ms'),
    ];
  };
  const [asked, theyAsked] = [median('ours', (one) => one.requests), median('theirs', (one) => one.requests)];
  return [
    ...compared('10,000 channels', ({ first }) => first),
    ...compared('again after a reconnect', ({ again }) => again),
    ...compared('1,000 private channels', ({ authorized }) => authorized),
    ratio('HTTP requests of pusher-js for each of ours', theyAsked / asked, { atLeast: 50 }),
    figure('HTTP requests, ours', asked, 'requests'),
    figure('HTTP requests, pusher-js', theyAsked, 'requests'),
  ];
};
