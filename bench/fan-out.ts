import { connected, ours, theirs } from './clients.js';
import type { Tick } from './events.js';
import { eventTexts } from './events.js';
import type { Bench, Options } from './harness.js';
import { cycling, figure, inProcess, inTurns, ratio, turns } from './harness.js';

const LISTENERS = 1_000;
const NAME = 'instrument-of-all';

type Times = Readonly<Record<'limit' | 'ours' | 'theirs', number>>;

/** ns for one listener of 1,000 of the same event of the same channel. */
export const measure = async (options: Options): Promise<Times> => {
  const texts = eventTexts([NAME], 'tick', undefined, 100);
  let heard = 0;
  const listener = () => (data: Tick) => {
    heard += data.id < 0 ? 0 : 1;
  };
  const all = Array.from({ length: LISTENERS }, listener);

  const us = ours();
  const channel = us.pusher.channel(NAME);
  for (let i = 0; i < LISTENERS; i += 1) channel.on<Tick>('tick').subscribe(listener());
  const them = theirs();
  await connected(them.pusher);
  const theirChannel = them.pusher.subscribe(NAME);
  for (let i = 0; i < LISTENERS; i += 1) theirChannel.bind('tick', listener());
  await new Promise((resolve) => theirChannel.bind('pusher:subscription_succeeded', resolve));

  const [ourSocket, theirSocket] = [us.socket(), them.socket()];
  const { rounds, warmUp, count } = turns(options, 4_000);
  const times = await inTurns(
    {
      limit: cycling(texts, (text) => {
        const frame = JSON.parse(text) as { data: string };
        const data = JSON.parse(frame.data) as Tick;
        for (const listen of all) listen(data);
      }),
      ours: cycling(texts, (text) => ourSocket.receive(text)),
      theirs: cycling(texts, (text) => theirSocket.receive(text)),
    },
    { rounds, warmUp, count },
  );
  const expected = 3 * count * (rounds + warmUp) * LISTENERS;
  if (heard !== expected) throw new Error(`${heard} of ${expected} events were heard`);
  return { limit: times.limit / LISTENERS, ours: times.ours / LISTENERS, theirs: times.theirs / LISTENERS };
};

export const bench: Bench = async (options) => {
  const times = await inProcess<Times>('fan-out', options);
  return [
    ratio('× pusher-js', times.theirs / times.ours, { atLeast: 1 }),
    ratio('of the limit', times.limit / times.ours),
    figure('limit, for each listener', times.limit, 'ns'),
    figure('ours, for each listener', times.ours, 'ns'),
    figure('pusher-js, for each listener', times.theirs, 'ns'),
  ];
};
