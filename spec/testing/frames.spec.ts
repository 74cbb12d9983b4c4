import PusherJs from 'pusher-js';
import { filter, merge, takeUntil, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { Frame } from '../../lib/index.js';
import { equal } from '../../lib/testing/equal.js';
import { fakePusher } from '../../lib/testing/index.js';
import type { Scripts } from '../../lib/testing/index.js';
import { realPusher } from './support/real-pusher.js';

interface Scene {
  readonly channels: readonly string[];
  readonly signsIn?: true;
  readonly script: (server: Scripts) => void;
}

const ada = { id: 'ada', user_info: { name: 'Ada' }, watchlist: ['bob', 'eve'] };
const options = { user: ada, app: { subscriptionCounts: true } };
// ms, in the scripts too.
const BEGIN = 50;
const END = 400;

const scenes: Readonly<Record<string, Scene>> = {
  'a public channel, its counts and events': {
    channels: ['prices'],
    script: (server) => {
      server.events('prices', '150ms a', { a: ['tick', { price: 1 }] });
      server.members('prices', '220ms a 79ms A');
    },
  },
  'a cache channel with an event, one without': {
    channels: ['cache-scores', 'cache-others'],
    script: (server) => server.events('cache-scores', 'a 200ms b', { a: ['score', 1], b: ['score', 2] }),
  },
  'a presence channel, its members and their client events': {
    channels: ['presence-room'],
    script: (server) =>
      server.members('presence-room', 'a 149ms b 79ms t 79ms A', {
        a: ['join', 'bob', { name: 'Bob' }],
        b: ['join', 'eve'],
        t: ['trigger', 'bob', 'client-typing', { on: true }],
        A: ['leave', 'bob'],
      }),
  },
  'a user with a watchlist': {
    channels: [],
    signsIn: true,
    script: (server) => {
      server.watchlist('a 199ms A', { a: ['online', 'bob'], A: ['offline', 'bob'] });
      server.user('250ms a', { a: ['notice', 'hello'] });
    },
  },
  'a signature that is refused': {
    channels: ['private-mine'],
    script: (server) => server.events('private-mine', '200ms a'),
  },
};

const said = ({ event, channel, data }: Frame) => [event, channel, data];

const inMemory = ({ channels, signsIn, script }: Scene): unknown[] => {
  const frames: unknown[] = [];
  new TestScheduler(() => undefined).run((helpers) => {
    const { pusher, server } = fakePusher(helpers, options);
    script(server);
    pusher.frames$
      .pipe(filter(({ event }) => event !== 'pusher:connection_established'))
      .subscribe((frame) => frames.push(said(frame)));
    timer(BEGIN).subscribe(() => {
      merge(...channels.map((name) => pusher.channel(name)), ...(signsIn ? [pusher.user] : []))
        .pipe(takeUntil(timer(END)))
        .subscribe();
    });
  });
  return frames;
};

const ofPusherJs = async ({ channels, signsIn, script }: Scene, slower: number): Promise<unknown[]> => {
  const frames: unknown[] = [];
  const { server, sandbox, stop } = await realPusher(options, slower);
  const params = { user_id: ada.id, user_info: JSON.stringify(ada.user_info), watchlist: ada.watchlist.join() };
  script(server);
  await new Promise((resolve) => setTimeout(resolve, BEGIN * slower));
  const client = new PusherJs('app-key', {
    cluster: '',
    wsHost: sandbox.host,
    wsPort: sandbox.port,
    forceTLS: false,
    enabledTransports: ['ws'],
    channelAuthorization: { endpoint: `${sandbox.url}/pusher/auth`, transport: 'ajax', params },
    userAuthentication: { endpoint: `${sandbox.url}/pusher/user-auth`, transport: 'ajax', params },
  });
  // It changes what it has emitted.
  client.connection.bind('message', (frame: Frame) => frames.push(said(structuredClone(frame))));
  for (const name of channels) client.subscribe(name);
  if (signsIn) client.signin();
  await new Promise((resolve) => setTimeout(resolve, END * slower));
  client.disconnect();
  stop();
  return frames;
};

// What the official client hears of the sandbox, over TCP, is what ours hears of the fake.
describe('frames in memory', () => {
  it.each(Object.entries(scenes))('are those that pusher-js hears of the sandbox: %s', async (_, scene) => {
    const expected = inMemory(scene);
    const heard = await ofPusherJs(scene, 1);
    // Once more, slowly, if the machine was too busy for the steps to keep their order.
    expect(equal(heard, expected) ? heard : await ofPusherJs(scene, 5)).toEqual(expected);
  });
});
