import { setTimeout as sleep } from 'node:timers/promises';
import { connected, ours, theirs } from './clients.js';
import type { Bench } from './harness.js';
import { cpuSince, figure, inProcess, until } from './harness.js';

const CONNECTIONS = 1_000;
// As Reverb has it; with the 120 s of Pusher's service all is four times as rare.
const SERVER = { activityTimeout: 30 };
/** Longer than two ticks of our keep-alive. */
const SECONDS = 8;

interface Idle {
  /** Timers for a connection. */
  readonly timers: number;
  /** Share (%) of a core, of the whole process. */
  readonly cpu: number;
}

const connect = {
  ours: async () => {
    const { pusher } = ours(SERVER);
    let status = '';
    pusher.state$.subscribe((state) => {
      status = state.status;
    });
    pusher.connect();
    await until(() => status === 'connected');
  },
  theirs: () => connected(theirs(SERVER).pusher),
  /** What the process itself costs. */
  nobody: () => Promise.resolve(),
};

const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

/** Connections over fake sockets, so that only the library's own timers and time count. */
export const measure = async (who: keyof typeof connect, seconds: number): Promise<Idle> => {
  const before = timers();
  await Promise.all(Array.from({ length: CONNECTIONS }, connect[who]));
  await sleep(1_000);
  const held = timers() - before;
  globalThis.gc?.();
  const start = process.cpuUsage();
  await sleep(seconds * 1_000);
  return { timers: held / CONNECTIONS, cpu: (cpuSince(start) / (seconds * 1e9)) * 100 };
};

export const bench: Bench = async ({ short }) => {
  const of = (who: keyof typeof connect) => inProcess<Idle>('idle', who, short ? 0.1 : SECONDS);
  const [us, them, none] = [await of('ours'), await of('theirs'), await of('nobody')];
  return [
    figure('timers for a connection', us.timers, 'timers', { atMost: 1 }),
    figure('CPU of 1,000 connections', us.cpu - none.cpu, '% of a core', { atMost: 1 }),
    figure('timers, pusher-js', them.timers, 'timers'),
    figure('CPU, pusher-js', them.cpu - none.cpu, '% of a core'),
  ];
};
