import { theyListen, weListen } from './clients.js';
import type { ListenerOf } from './clients.js';
import type { Tick } from './events.js';
import { channelNames, eventTexts } from './events.js';
import type { Bench, Options } from './harness.js';
import { cycling, figure, inProcess, inTurns, ratio, turns } from './harness.js';

type Times = Readonly<Record<'limit' | 'ours' | 'theirs', number>>;

/** ns for a frame to the one listener on one of so many channels. The limit is what nobody can leave out. */
export const measure = async (channels: number, options: Options): Promise<Times> => {
  const names = channelNames(channels);
  const texts = eventTexts(names, 'tick');
  let heard = 0;
  const listenerOf: ListenerOf = () => (data) => {
    heard += data.id < 0 ? 0 : 1;
  };

  const listeners = new Map(names.map((name) => [name, listenerOf(name)]));
  const us = await weListen(names, 'tick', listenerOf);
  const them = await theyListen(names, 'tick', listenerOf);
  const { rounds, warmUp, count } = turns(options, 60_000);
  const times = await inTurns(
    {
      limit: cycling(texts, (text) => {
        const frame = JSON.parse(text) as { channel: string; data: string };
        listeners.get(frame.channel)?.(JSON.parse(frame.data) as Tick);
      }),
      ours: cycling(texts, (text) => us.receive(text)),
      theirs: cycling(texts, (text) => them.receive(text)),
    },
    { rounds, warmUp, count },
  );
  const expected = 3 * count * (rounds + warmUp);
  if (heard !== expected) throw new Error(`${heard} of ${expected} events were heard`);
  return times;
};

export const bench: Bench = async (options) => {
  const at = async (channels: number) => {
    const times = await inProcess<Times>('dispatch', channels, options);
    return {
      channels: channels.toLocaleString('en'),
      times,
      ofLimit: times.limit / times.ours,
      ofTheirs: times.theirs / times.ours,
    };
  };
  const [one, hundred, thousand, many] = [await at(1), await at(100), await at(1_000), await at(100_000)];
  return [
    ratio('of the limit, 1,000 channels', thousand.ofLimit, { atLeast: 0.75 }),
    ratio('× pusher-js, 1,000 channels', thousand.ofTheirs, { atLeast: 2.5 }),
    ratio('of the limit, 100,000 channels, to that at 100', many.ofLimit / hundred.ofLimit, { atLeast: 0.7 }),
    ...[one, hundred, many].flatMap(({ channels, ofLimit, ofTheirs }) => [
      ratio(`of the limit, channels: ${channels}`, ofLimit),
      ratio(`× pusher-js, channels: ${channels}`, ofTheirs),
    ]),
    ...[one, hundred, thousand, many].flatMap(({ channels, times }) => [
      figure(`limit, channels: ${channels}`, times.limit, 'ns'),
      figure(`ours, channels: ${channels}`, times.ours, 'ns'),
      figure(`pusher-js, channels: ${channels}`, times.theirs, 'ns'),
    ]),
  ];
};
