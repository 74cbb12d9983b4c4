import { Observable, Subject } from 'rxjs';
import { theyListen, weListen } from './clients.js';
import { channelNames } from './events.js';
import type { Bench } from './harness.js';
import { figure, inProcess, ratio } from './harness.js';

const listener = () => undefined;

/** What holds so many channels with one listener each. */
const subjects = {
  ours: (names: readonly string[]) => weListen(names, 'tick', () => listener),
  theirs: (names: readonly string[]) => theyListen(names, 'tick', () => listener),
  /** The least that rxjs can do: a Subject and its subscriber. */
  bare: (names: readonly string[]) => {
    const channels = new Map(names.map((name) => [name, new Subject()]));
    for (const channel of channels.values()) channel.subscribe(listener);
    return channels;
  },
  /** What rxjs makes for any subscription that has a teardown. */
  rxjs: (names: readonly string[]) =>
    names.map(() => {
      const source = new Observable<never>(() => listener);
      return source.subscribe(listener);
    }),
};

/** Keeps what is measured from the collector. */
const held: unknown[] = [];

const heap = async (): Promise<number> => {
  // More than once: what a finalizer or a timer has let go of goes with the next.
  for (let i = 0; i < 3; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
};

/** Bytes for a channel, its name not counted: that is the app's. */
export const measure = async (subject: keyof typeof subjects, count: number): Promise<number> => {
  const names = channelNames(count);
  const before = await heap();
  held.push(names, await subjects[subject](names));
  return ((await heap()) - before) / count;
};

export const bench: Bench = async ({ short }) => {
  const count = short ? 1_000 : 100_000;
  const of = (subject: keyof typeof subjects) => inProcess<number>('memory', subject, count);
  const [ours, theirs, bare, rxjs] = [await of('ours'), await of('theirs'), await of('bare'), await of('rxjs')];
  return [
    figure('ours, for each channel', ours, 'B', { atMost: 2_500 }),
    ratio('share of it that is the subscription of rxjs', rxjs / ours),
    ratio('to pusher-js', ours / theirs),
    figure('pusher-js', theirs, 'B'),
    figure('a Subject with one subscriber', bare, 'B'),
    figure('a subscription of rxjs with a teardown', rxjs, 'B'),
  ];
};
