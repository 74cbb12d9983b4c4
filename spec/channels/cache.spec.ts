import { encryption } from '../../lib/encryption/index.js';
import { keyFromBase64, seal, toBase64 } from '../../lib/encryption/secretbox.js';
import { clientOf, event, FakeServer, success } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';

const miss = (channel: string) => ({ event: 'pusher:cache_miss', channel });
/** Accepts, and repeats the last event of the cache. */
const serving = (cached: object) => (server: FakeServer) => {
  server.answer = ({ event: name, data }) =>
    name === 'pusher:subscribe' ? [success(data!.channel), cached] : undefined;
};

const RECONNECT = 10_000;

describe('a cache channel', () => {
  it('gives a late subscriber the last event at once, whether of the channel or of that event', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const channel = clientOf(server).channel('cache-a');
      listen(channel);
      pass(10);
      server.say(event('cache-a', 'x', 1), event('cache-a', 'y', 2));
      expect(listen(channel).values).toEqual([{ event: 'y', channel: 'cache-a', data: 2, raw: '2' }]);
      expect(listen(channel.on('y')).values).toEqual([2]);
      expect(listen(channel.on('x')).values).toEqual([]);
    }));

  it('does not keep client events, nor does a channel without a cache keep anything', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      for (const name of ['private-cache-a', 'b']) listen(pusher.channel(name));
      pass(10);
      server.say(event('private-cache-a', 'x', 1), event('private-cache-a', 'client-y', 2), event('b', 'x', 1));
      expect(listen(pusher.channel('private-cache-a')).values.map(({ data }) => data)).toEqual([1]);
      expect(listen(pusher.channel('b')).values).toEqual([]);
    }));

  it('says that the cache is empty, also to who comes later, until it is not', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const channel = clientOf(server).channel('cache-a');
      const early = listen(channel.cacheMiss$);
      pass(10);
      server.say(miss('cache-a'));
      expect(early.values).toHaveLength(1);
      expect(listen(channel.cacheMiss$).values).toHaveLength(1);
      server.say(event('cache-a', 'x', 1));
      expect(listen(channel.cacheMiss$).values).toHaveLength(0);
    }));

  it('forgets both when the subscription ends', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      for (const name of ['cache-hit', 'cache-miss']) listen(pusher.channel(name));
      pass(10);
      server.say(event('cache-hit', 'x', 1), miss('cache-miss'));
      server.socket.drop();
      expect(listen(pusher.channel('cache-hit')).values).toEqual([]);
      expect(listen(pusher.channel('cache-miss').cacheMiss$).values).toEqual([]);
    }));

  it('does not give an event twice that the server repeats at a resubscription', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const channel = clientOf(server).channel('cache-a');
      const heard = listen(channel.on('x'));
      pass(10);
      server.say(event('cache-a', 'x', { n: 1 }));
      serving(event('cache-a', 'x', { n: 1 }))(server);
      server.socket.drop();
      pass(RECONNECT);
      expect(heard.values).toEqual([{ n: 1 }]);
      expect(listen(channel.on('x')).values).toEqual([{ n: 1 }]);
      server.say(event('cache-a', 'x', { n: 1 }));
      expect(heard.values).toEqual([{ n: 1 }, { n: 1 }]);
    }));

  it.each([
    ['another text', 'x', { n: 2 }],
    ['another event', 'y', { n: 1 }],
  ])('gives %s that comes at a resubscription', (_, name, data) =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const heard = listen(clientOf(server).channel('cache-a'));
      pass(10);
      server.say(event('cache-a', 'x', { n: 1 }));
      serving(event('cache-a', name, data))(server);
      server.socket.drop();
      pass(RECONNECT);
      expect(heard.values).toHaveLength(2);
    }),
  );

  it('gives an event equal to the last one after a miss: that is no repetition', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const heard = listen(clientOf(server).channel('cache-a'));
      pass(10);
      server.say(event('cache-a', 'x', 1));
      serving(miss('cache-a'))(server);
      server.socket.drop();
      pass(RECONNECT);
      server.say(event('cache-a', 'x', 1));
      expect(heard.values).toHaveLength(2);
    }));

  it('gives the repeated event to who came during the outage, and only to them', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const channel = clientOf(server).channel('cache-a');
      const early = listen(channel.on('x'));
      pass(10);
      server.say(event('cache-a', 'x', 1));
      serving(event('cache-a', 'x', 1))(server);
      server.socket.drop();
      const [on, all, other, gone] = [
        listen(channel.on('x')),
        listen(channel),
        listen(channel.on('y')),
        listen(channel.on('x')),
      ];
      gone.leave();
      pass(RECONNECT);
      expect([early, on, all, other, gone].map(({ values }) => values.length)).toEqual([1, 1, 1, 0, 0]);
      server.say(event('cache-a', 'x', 2));
      expect([early, on, all, other, gone].map(({ values }) => values.length)).toEqual([2, 2, 2, 0, 0]);
    }));

  it('keeps the opened text of an encrypted channel', () =>
    inTime(({ pass }) => {
      const secret = toBase64(new Uint8Array(32).fill(7));
      const sealed = (text: string) =>
        event('private-encrypted-cache-a', 'x', seal(text, keyFromBase64(secret)!, new Uint8Array(24)));
      const server = new FakeServer();
      const channel = clientOf(server, {
        encryption,
        channelAuthorization: () => [{ auth: 'key:signature', shared_secret: secret }],
      }).channel('private-encrypted-cache-a');
      const heard = listen(channel);
      pass(10);
      server.say(sealed('{"n":1}'));
      expect(listen(channel.on('x')).values).toEqual([{ n: 1 }]);
      serving(sealed('{"n":1}'))(server);
      server.socket.drop();
      pass(RECONNECT);
      expect(heard.values.map(({ data, raw }) => [data, raw])).toEqual([[{ n: 1 }, '{"n":1}']]);
    }));
});
