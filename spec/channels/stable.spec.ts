import { encryption } from '../../lib/encryption/index.js';
import { clientOf, FakeServer } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';

const NAMES = ['a', 'private-a', 'presence-a', 'private-encrypted-a', 'cache-a', 'presence-cache-a'];
const channelOf = (name: string, server = new FakeServer()) =>
  clientOf(server, { encryption }).channel(name as 'presence-cache-a') as unknown as Readonly<Record<string, unknown>>;

/** The getters of a channel, whatever there will be. */
const streams = (channel: object): readonly string[] =>
  Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(channel) as object))
    .filter(([name, { get }]) => get !== undefined && name.endsWith('$'))
    .map(([name]) => name);

describe.each(NAMES)('the streams of %s', (name) => {
  it('are the same at each read, whether somebody listens or not, across a reconnect', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const channel = channelOf(name, server) as Readonly<Record<string, Parameters<typeof listen>[0]>>;
      const read = () => streams(channel).map((stream) => channel[stream]);
      const before = read();
      const heard = before.map((stream$) => listen(stream$!));
      pass(10);
      expect(read()).toEqual(before);
      read().forEach((stream$, i) => expect(stream$).toBe(before[i]));
      server.sockets.at(-1)?.drop();
      pass(10_000);
      heard.forEach(({ leave }) => leave());
      pass(1_000);
      read().forEach((stream$, i) => expect(stream$).toBe(before[i]));
    }));

  it('are one each, and of one channel object', () => {
    const channel = channelOf(name);
    const all = streams(channel).map((stream) => channel[stream]);
    expect(all.length).toBeGreaterThanOrEqual(8);
    expect(new Set(all).size).toBe(all.length);
    for (const [i, stream] of streams(channel).entries()) expect(channelOf(name)[stream]).not.toBe(all[i]);
  });
});
