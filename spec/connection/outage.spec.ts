import { asyncScheduler } from 'rxjs';
import type { PusherOptions } from '../../lib/options.js';
import { createPusher } from '../../lib/pusher.js';
import { createEngine } from '../../lib/sandbox/engine/index.js';
import { DEFAULT_APP } from '../../lib/sandbox/engine/app-options.js';
import type { EngineOptions } from '../../lib/sandbox/engine/index.js';
import type { Condition, MemoryNetwork } from '../../lib/sandbox/memory/index.js';
import { createMemoryNetwork } from '../../lib/sandbox/memory/index.js';
import { virtually } from '../support/virtual.js';
import { told } from './bed.js';

/** A client that listens to a channel of an engine, over a network in memory. */
const createWorld = (options: PusherOptions & { readonly key?: string } = {}, engine: EngineOptions = {}) => {
  const network = createMemoryNetwork(createEngine(engine), { up: 10, down: 10 });
  const { key = DEFAULT_APP.key, ...rest } = options;
  const pusher = createPusher(key, { wsHost: 'sandbox', random: () => 0.5, WebSocketCtor: network.WebSocket, ...rest });
  const states: [number, string][] = [];
  pusher.state$.subscribe((state) => states.push([asyncScheduler.now(), told(state)]));
  const heard: unknown[] = [];
  const channel = pusher
    .channel('a')
    .on('e')
    .subscribe({ next: (data) => heard.push(data), error: () => undefined });
  return { network, pusher, states, heard, channel };
};

/** Publishes to the channel, as the HTTP API does. */
const publish = ({ inject }: MemoryNetwork, n: number) =>
  inject(JSON.stringify({ event: 'e', channel: 'a', data: String(n) }));

const subscribes = (texts: readonly string[]) => texts.filter((text) => text.includes('pusher:subscribe')).length;

describe('after an outage that ends', () => {
  it.each<[Condition, boolean]>([
    ['refuse', true],
    ['hang', true],
    ['mute', true],
    ['half-open', false],
  ])('%s: the connection is back, the channel subscribed once, and events are heard once', (condition, dropped) => {
    const { states, heard, texts } = virtually(({ after }) => {
      const world = createWorld();
      const { network } = world;
      const texts: string[] = [];
      network.received$.subscribe(({ text }) => texts.push(text));
      after(1_000, () => publish(network, 1));
      after(10_000, () => {
        network.become(condition);
        if (dropped) network.drop();
      });
      after(400_000, () => {
        network.become('up');
        texts.length = 0;
      });
      after(500_000, () => publish(network, 2));
      after(510_000, () => world.channel.unsubscribe());
      after(600_000, () => network.stop());
      return { ...world, texts };
    });
    expect(heard).toEqual([1, 2]);
    expect(subscribes(texts)).toBe(1);
    const times = states.filter(([, state]) => state.startsWith('connected')).map(([at]) => at);
    expect(times).toHaveLength(2);
    // The longest delay, and an attempt that was still hanging.
    expect(times[1]).toBeLessThan(400_000 + 30_000 + 15_000);
    expect(states.at(-1)?.[1]).toBe('idle');
  });
});

describe('what a server refuses', () => {
  it.each<[string, PusherOptions & { readonly key?: string }, EngineOptions, RegExp]>([
    ['an unknown key', { key: 'nope' }, {}, /^failed: .*4001/],
    ['a disabled app', {}, { apps: [{ ...DEFAULT_APP, enabled: false }] }, /^failed: .*4003/],
    ['a path it does not have', { wsPath: '/x' }, {}, /^failed: .*4005/],
    ['a version that is none', { clientVersion: 'one' }, {}, /^failed: .*4006/],
    ['a connection over the quota', {}, { apps: [{ ...DEFAULT_APP, maxConnections: 1 }] }, /^waiting 2, 30000: .*4004/],
    ['a connection over its capacity', {}, { maxConnections: 1 }, /^waiting 2, 2500: .*4100/],
  ])('%s ends or waits as its code says', (_, options, engine, state) => {
    const { states } = virtually(({ after }) => {
      const world = createWorld(options, engine);
      const url = `/app/${DEFAULT_APP.key}?protocol=7&client=other&version=1.0`;
      world.network.handle({ type: 'opened', connection: 'other', url });
      after(1_000, () => world.channel.unsubscribe());
      after(2_000, () => world.network.stop());
      return world;
    });
    expect(states[2]?.[1]).toMatch(state);
  });

  it('without TLS is tried over TLS', () => {
    const { states } = virtually(({ after }) => {
      const world = createWorld({ forceTLS: false }, { apps: [{ ...DEFAULT_APP, forceTLS: true }] });
      after(1_000, () => world.channel.unsubscribe());
      after(2_000, () => world.network.stop());
      return world;
    });
    expect(states.map(([, state]) => state.split(/[ :]/)[0])).toEqual([
      ...['idle', 'connecting', 'waiting'],
      ...['connecting', 'connected', 'idle'],
    ]);
  });
});
