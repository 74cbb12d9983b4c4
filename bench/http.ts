import PusherJs from 'pusher-js';
import { createPusher } from 'rx-pusher';
import { httpTransports } from 'rx-pusher/http';
import { startSandbox } from 'rx-pusher/sandbox';
import type { Sandbox } from 'rx-pusher/sandbox';
import { NEVER, of, Subject } from 'rxjs';
import type { Habits } from '../spec/http/proxy.js';
import { startHttpProxy } from '../spec/http/proxy.js';
import { connected, weListen } from './clients.js';
import type { Tick } from './events.js';
import { channelNames, eventTexts } from './events.js';
import type { Bench, Options } from './harness.js';
import { cycling, figure, inProcess, inTurns, turns } from './harness.js';

/** ns for a frame to its listener, over a WebSocket and over a stream. */
export const measure = async (options: Options): Promise<Readonly<Record<'ws' | 'stream', number>>> => {
  const names = channelNames(100);
  const texts = eventTexts(names, 'tick');
  let heard = 0;
  const listener = ({ id }: Tick) => {
    heard += id < 0 ? 0 : 1;
  };
  const socket = await weListen(names, 'tick', () => listener);

  const body = new Subject<Uint8Array>();
  const say = (...frames: readonly string[]) => body.next(new TextEncoder().encode(`a${JSON.stringify(frames)}\n`));
  let asked = 0;
  const pusher = createPusher('key', {
    cluster: 'eu',
    enabledTransports: ['xhr_streaming'],
    transports: httpTransports({
      fetch: (url, { body: sent = '[]' }) => {
        if (!url.includes('xhr_send')) return asked++ === 0 ? of({ status: 200, body }) : NEVER;
        for (const text of JSON.parse(sent) as string[]) {
          const { channel } = (JSON.parse(text) as { data: { channel: string } }).data;
          say(JSON.stringify({ event: 'pusher_internal:subscription_succeeded', channel, data: '{}' }));
        }
        return of({ status: 204, body: null });
      },
    }),
  });
  for (const name of names) pusher.channel(name).on<Tick>('tick').subscribe(listener);
  body.next(new TextEncoder().encode('o{}\n'));
  say(JSON.stringify({ event: 'pusher:connection_established', data: '{"socket_id":"1.1","activity_timeout":120}' }));
  await new Promise((resolve) => setTimeout(resolve, 100));

  const lines = texts.map((text) => new TextEncoder().encode(`a${JSON.stringify([text])}\n`));
  const chunks = new Map(texts.map((text, i) => [text, lines[i]!]));
  const { rounds, warmUp, count } = turns(options, 40_000);
  const times = await inTurns(
    {
      ws: cycling(texts, (text) => socket.receive(text)),
      // Below the size at which a stream is followed by another, which the fetch of this bench has not.
      stream: cycling(texts, (text) => body.next(chunks.get(text)!)),
    },
    { rounds, warmUp, count },
  );
  const expected = 2 * count * (rounds + warmUp);
  if (heard !== expected) throw new Error(`${heard} of ${expected} events were heard`);
  return times;
};

/** ms from connecting to the connection. */
const timed = async (connect: () => Promise<() => void>): Promise<number> => {
  const begin = performance.now();
  const stop = await connect();
  const took = performance.now() - begin;
  stop();
  return took;
};

/** Of both clients, with all the transports that they have, behind a proxy of that habit. */
const times = async ({ host, port }: Sandbox, habits: Habits) => {
  const proxy = await startHttpProxy(port, habits);
  const address = { wsHost: host, wsPort: proxy.port, httpHost: host, httpPort: proxy.port, forceTLS: false };
  const ours = await timed(async () => {
    const pusher = createPusher('app-key', { ...address, transports: httpTransports() });
    const held = pusher.connect();
    await new Promise<void>((resolve) => {
      held.add(pusher.state$.subscribe(({ status }) => status === 'connected' && resolve()));
    });
    return () => held.unsubscribe();
  });
  const theirs = await timed(async () => {
    const pusher = new PusherJs('app-key', { ...address, cluster: 'x' });
    await connected(pusher);
    return () => pusher.disconnect();
  });
  await proxy.stop();
  return { ours, theirs };
};

export const bench: Bench = async (options) => {
  const { ws, stream } = await inProcess<Awaited<ReturnType<typeof measure>>>('http', options);
  const sandbox$ = startSandbox({ port: 0 });
  let stop = () => undefined as void;
  const sandbox = await new Promise<Sandbox>((resolve, reject) => {
    const running = sandbox$.subscribe({ next: resolve, error: reject });
    stop = () => running.unsubscribe();
  });
  const refused = await times(sandbox, { upgrades: 'refused' });
  const swallowed = await times(sandbox, { upgrades: 'swallowed' });
  const buffered = await times(sandbox, { upgrades: 'swallowed', buffers: true });
  stop();
  return [
    figure('connected where WebSockets are refused', refused.ours, 'ms', { atMost: 3_000 }),
    figure('connected where they are swallowed', swallowed.ours, 'ms', { atMost: 5_000 }),
    figure('connected where streams are buffered too', buffered.ours, 'ms'),
    figure('refused, pusher-js', refused.theirs, 'ms'),
    figure('swallowed, pusher-js', swallowed.theirs, 'ms'),
    figure('buffered, pusher-js', buffered.theirs, 'ms'),
    figure('a frame over a WebSocket', ws, 'ns'),
    figure('a frame over a stream', stream, 'ns'),
  ];
};
