import { theyListen, weListen } from './clients.js';
import type { ListenerOf } from './clients.js';
import { channelNames, eventTexts } from './events.js';
import type { Bench, Options } from './harness.js';
import { cycling, figure, inProcess, inTurns, ratio, turns } from './harness.js';

type Measured = Readonly<Record<'limit' | 'ours' | 'theirs' | 'parses', number>>;

/** How often `JSON.parse` is called meanwhile. */
const parsesDuring = (act: () => void): number => {
  const { parse } = JSON;
  let calls = 0;
  JSON.parse = (...args) => {
    calls += 1;
    return parse(...args) as unknown;
  };
  act();
  JSON.parse = parse;
  return calls;
};

/** ns for a frame of an event nobody listens to, on 1,000 channels where another one has a listener. */
export const measure = async (options: Options): Promise<Measured> => {
  const names = channelNames(1_000);
  const texts = eventTexts(names, 'unheard');
  const listenerOf: ListenerOf = () => () => {
    throw new Error('an event was heard');
  };
  const known = new Map(names.map((name) => [name, new Map([['tick', listenerOf(name)]])]));
  const us = await weListen(names, 'tick', listenerOf);
  const them = await theyListen(names, 'tick', listenerOf);
  const times = await inTurns(
    {
      limit: cycling(texts, (text) => {
        const frame = JSON.parse(text) as { channel: string; event: string };
        if (known.get(frame.channel)?.has(frame.event) !== false) throw new Error('unexpected');
      }),
      ours: cycling(texts, (text) => us.receive(text)),
      theirs: cycling(texts, (text) => them.receive(text)),
    },
    turns(options, 60_000),
  );
  return { ...times, parses: parsesDuring(() => us.receive(texts[0] ?? '')) };
};

export const bench: Bench = async (options) => {
  const { limit, ours, theirs, parses } = await inProcess<Measured>('unheard', options);
  return [
    ratio('× pusher-js', theirs / ours, { atLeast: 4 }),
    figure('calls of JSON.parse for a frame', parses, 'calls', { atMost: 1 }),
    ratio('of the limit', limit / ours),
    figure('limit', limit, 'ns'),
    figure('ours', ours, 'ns'),
    figure('pusher-js', theirs, 'ns'),
  ];
};
