import { encryption } from '../../lib/encryption/index.js';
import { keyFromBase64, seal, toBase64 } from '../../lib/encryption/secretbox.js';
import { errorLike } from '../support/error-like.js';
import { clientOf, event, FakeServer, list, success } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';

const SECRET = toBase64(new Uint8Array(32).fill(7));
const KINDS = [
  ...['open', 'private-a', 'presence-a', 'private-encrypted-a'],
  ...['cache-a', 'private-cache-a', 'presence-cache-a', 'private-encrypted-cache-a'],
];

interface Bed {
  readonly server: FakeServer;
  readonly channel: ReturnType<typeof channelOf>;
  readonly pass: (ms: number) => void;
  /** An event as the server sends it. */
  readonly tick: (n: number, name?: string) => object;
  readonly accept: () => object;
}
const channelOf = (server: FakeServer, name: string) =>
  clientOf(server, {
    encryption,
    channelAuthorization: ({ socketId }) => [
      { auth: `key:${socketId}`, channel_data: '{"user_id":"me"}', shared_secret: SECRET },
    ],
  }).channel(name as 'presence-cache-a');

const given = (channel: string, play: (bed: Bed) => void) => () =>
  inTime(({ pass }) => {
    const server = new FakeServer();
    server.answer = () => undefined;
    const sealed = (n: number) => seal(JSON.stringify(n), keyFromBase64(SECRET)!, new Uint8Array(24).fill(n));
    play({
      server,
      pass,
      channel: channelOf(server, channel),
      tick: (n, name = 'x') => event(channel, name, channel.includes('encrypted') ? sealed(n) : n),
      accept: () => (channel.startsWith('presence-') ? list(channel, [['me'], ['u']]) : success(channel)),
    });
  });

describe.each(KINDS)('events of %s that come before the success', (name) => {
  const waits = name.includes('presence-') || name.includes('cache-');

  it(
    'are heard once, in order, and before what comes after it',
    given(name, ({ server, channel, pass, tick, accept }) => {
      const [all, named, other] = [listen(channel), listen(channel.on('x')), listen(channel.on('y'))];
      pass(10);
      server.say(tick(1), tick(2, 'y'), tick(3));
      // What needs the list, or the greeting, waits for it.
      expect(named.values).toEqual(waits ? [] : [1, 3]);
      server.say(accept(), tick(4));
      expect(all.values.map(({ data }) => data)).toEqual([1, 2, 3, 4]);
      expect([named.values, other.values]).toEqual([[1, 3, 4], [2]]);
      pass(60_000);
      expect(all.values).toHaveLength(4);
    }),
  );

  it(
    'come after state$, and members$ with their list',
    given(name, ({ server, channel, pass, tick, accept }) => {
      const log: unknown[] = [];
      channel.on('x').subscribe((data) => log.push(data));
      channel.members$.subscribe(({ count }) => log.push(`members ${count}`));
      channel.joined$.subscribe(({ id }) => log.push(`joined ${id}`));
      channel.state$.subscribe(({ status }) => log.push(status));
      pass(10);
      log.length = 0;
      server.say(tick(1), event(name, 'pusher_internal:member_added', { user_id: 'v' }), tick(2), accept());
      const presence = name.includes('presence-');
      expect(log).toEqual(
        !waits
          ? [1, 2, 'subscribed']
          : ['subscribed', ...(presence ? ['members 2', 1, 'members 3', 'joined v', 2] : [1, 2])],
      );
    }),
  );

  it(
    'are gone with a refusal, and nothing of them is heard by who tries again',
    given(name, ({ server, channel, pass, tick, accept }) => {
      const first = listen(channel.on('x'));
      pass(10);
      server.say(tick(1), event(name, 'pusher:subscription_error', { error: 'no' }), tick(2));
      expect(first.error).toEqual(errorLike({ _tag: 'SubscriptionRejected' }));
      const again = listen(channel.on('x'));
      pass(10);
      server.say(accept(), tick(3));
      expect([first.values, again.values]).toEqual([waits ? [] : [1], [3]]);
    }),
  );

  it(
    'are gone with the connection, and the next one’s are heard',
    given(name, ({ server, channel, pass, tick, accept }) => {
      const heard = listen(channel.on('x'));
      pass(10);
      server.say(tick(1));
      server.socket.drop(4200);
      pass(100);
      server.say(tick(2), accept(), tick(3));
      expect(heard.values).toEqual(waits ? [2, 3] : [1, 2, 3]);
    }),
  );

  it(
    'are not heard while it is not asked for',
    given(name, ({ server, channel, pass, tick, accept }) => {
      const heard = listen(channel.on('x'));
      pass(10);
      server.say(accept());
      heard.leave();
      pass(600);
      server.say(tick(1));
      const again = listen(channel.on('x'));
      server.say(tick(2));
      pass(10);
      server.say(accept(), tick(3));
      expect(again.values.slice(-1)).toEqual([3]);
      expect(again.values).not.toContain(1);
    }),
  );

  it(
    'are kept up to 1,000',
    given(name, ({ server, channel, pass, tick, accept }) => {
      const heard = listen(channel);
      pass(10);
      for (let n = 0; n < 1_003; n += 1) server.say(tick(n % 250));
      server.say(accept(), tick(7, 'after'));
      expect(heard.values).toHaveLength((waits ? 1_000 : 1_003) + 1);
      expect(heard.values.at(-1)!.event).toBe('after');
    }),
  );
});

describe('members that come and go before the list', () => {
  it('are told after it, each once', () =>
    given('presence-a', ({ server, channel, pass, accept }) => {
      const [joined, left, members] = [listen(channel.joined$), listen(channel.left$), listen(channel.members$)];
      pass(10);
      const news = (verb: string, id: string) => event('presence-a', `pusher_internal:member_${verb}`, { user_id: id });
      // `u` is in the list already; `w` has gone again.
      server.say(news('added', 'u'), news('added', 'w'), news('removed', 'w'), accept());
      expect(joined.values.map(({ id }) => id)).toEqual(['w']);
      expect(left.values.map(({ id }) => id)).toEqual(['w']);
      expect([...members.values.at(-1)!].map(({ id }) => id)).toEqual(['me', 'u']);
    })());
});

describe('an empty cache that is told before the success', () => {
  it('is told after it', () =>
    given('cache-a', ({ server, channel, pass, accept }) => {
      const log: string[] = [];
      channel.cacheMiss$.subscribe(() => log.push('miss'));
      channel.state$.subscribe(({ status }) => log.push(status));
      pass(10);
      server.say({ event: 'pusher:cache_miss', channel: 'cache-a' }, accept());
      expect(log).toEqual(['unsubscribed', 'subscribing', 'subscribed', 'miss']);
    })());
});
