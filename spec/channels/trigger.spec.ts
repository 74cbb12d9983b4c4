import { timer, map } from 'rxjs';
import type { PrivateChannel, PusherOptions } from '../../lib/index.js';
import { errorLike } from '../support/error-like.js';
import { clientOf, event, FakeServer } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import type { Time } from '../support/in-time.js';
import { listen } from '../support/listen.js';

const given = (play: (given: ReturnType<typeof setUp> & Time) => void, options: Partial<PusherOptions> = {}) =>
  inTime((time) => play({ ...time, ...setUp(options) }));

const setUp = (options: Partial<PusherOptions>) => {
  const server = new FakeServer();
  const pusher = clientOf(server, options);
  return { server, pusher, channel: pusher.channel('private-a'), errors: listen(pusher.errors$).values };
};

const times = (count: number, channel: PrivateChannel) =>
  Array.from({ length: count }, (_, i) => listen(channel.trigger('client-x', i)));

describe('trigger', () => {
  it('writes at once where it can, whether or not somebody subscribes to the outcome', () =>
    given(({ server, channel, pass }) => {
      listen(channel);
      pass(10);
      server.wire();
      channel.trigger('client-x', { y: 1 });
      expect(server.wire()).toEqual(['client-x private-a {"y":1}']);
    }));

  it('is delivered although disconnect() follows at once', () =>
    given(({ server, pusher, channel, pass }) => {
      listen(channel);
      pass(10);
      const outcome = listen(channel.trigger('client-x', 1));
      pusher.disconnect();
      expect(server.wire()).toContain('client-x private-a 1');
      expect(outcome.completed).toBe(true);
    }));

  it('wants the channel by itself until it is written', () =>
    given(({ server, channel, pass, timers }) => {
      const outcome = listen(channel.trigger('client-x', 1));
      expect(outcome.completed).toBe(false);
      pass(10);
      expect(server.wire()).toEqual(['subscribe private-a', 'client-x private-a 1']);
      expect(outcome.completed).toBe(true);
      pass(600);
      expect(server.socket.readyState).toBe(3);
      expect(timers()).toBe(0);
    }));

  it('sends the data there was at the call', () =>
    given(({ server, channel, pass }) => {
      const data = { y: 1 };
      channel.trigger('client-x', data);
      data.y = 2;
      pass(10);
      expect(server.wire().at(-1)).toBe('client-x private-a {"y":1}');
    }));

  it('replays its outcome, and cannot be taken back', () =>
    given(({ server, channel, pass }) => {
      const outcome$ = channel.trigger('client-x', 1);
      listen(outcome$).leave();
      pass(10);
      expect(server.wire()).toContain('client-x private-a 1');
      expect(listen(outcome$)).toMatchObject({ values: [undefined], completed: true });
    }));

  it('goes first in, first out, ten a second on one connection', () =>
    given(({ server, pusher, channel, pass }) => {
      const other = pusher.channel('private-b');
      for (const each of [channel, other]) listen(each);
      pass(10);
      for (let i = 0; i < 25; i += 1) (i % 2 ? other : channel).trigger('client-x', i);
      pass(5_000);
      const sent = server.sent.filter(({ event: name }) => name === 'client-x');
      expect(sent.map(({ data }) => data)).toEqual(Array.from({ length: 25 }, (_, i) => i));
      expect(sent.map(({ at }) => Math.floor(at / 1_000))).toEqual([
        ...(Array(10).fill(0) as number[]),
        ...(Array(10).fill(1) as number[]),
        ...(Array(5).fill(2) as number[]),
      ]);
    }));

  it('never exceeds the pace in any second, whenever it is called', () =>
    given(({ server, channel, pass }) => {
      listen(channel);
      pass(10);
      for (const pause of [0, 100, 400, 0, 0, 300, 600, 100, 100, 50, 900]) {
        times(3, channel);
        pass(pause);
      }
      pass(10_000);
      const at = server.sent.filter(({ event: name }) => name === 'client-x').map((sent) => sent.at);
      expect(at).toHaveLength(33);
      at.forEach((time, i) => expect(time - (at[i - 10] ?? -Infinity)).toBeGreaterThanOrEqual(1_000));
    }));

  it('is not held up by one whose channel is not subscribed yet', () =>
    given(
      ({ server, pusher, channel, pass }) => {
        pusher.channel('private-slow').trigger('client-x', 1);
        channel.trigger('client-x', 2);
        pass(10);
        expect(server.wire().at(-1)).toBe('client-x private-a 2');
        pass(1_000);
        expect(server.wire().at(-1)).toBe('client-x private-slow 1');
      },
      {
        channelAuthorization: ({ channelName }) =>
          timer(channelName === 'private-slow' ? 1_000 : 0).pipe(map(() => ({ auth: 'key:signature' }))),
      },
    ));

  it('keeps its place across a reconnect, with a fresh authorization and a fresh pace', () =>
    given(({ server, channel, pass }) => {
      listen(channel);
      pass(10);
      times(15, channel);
      server.socket.drop(4200);
      server.sent.splice(0);
      pass(100);
      const [subscribe, ...sent] = server.sent;
      expect(subscribe).toMatchObject({ event: 'pusher:subscribe', data: { auth: 'key:2.2:private-a' } });
      expect(sent.map(({ data, socket }) => [data, socket])).toEqual([10, 11, 12, 13, 14].map((n) => [n, 2]));
    }));

  it('is not written to a session that is over, and not lost either', () =>
    given(({ server, pusher, channel, pass }) => {
      const other = pusher.channel('private-b');
      listen(channel);
      listen(other);
      pass(10);
      const outcome: ReturnType<typeof listen>[] = [];
      channel.state$.subscribe(({ status }) => {
        if (status === 'unsubscribed') outcome.push(listen(other.trigger('client-x', 1)));
      });
      server.sent.splice(0);
      server.socket.drop();
      expect(outcome[0]!.completed).toBe(false);
      pass(10_000);
      expect(server.sent.map(({ event: name, socket }) => `${socket} ${name}`).at(-1)).toBe('2 client-x');
      expect(outcome[0]!.completed).toBe(true);
    }));

  it('fails after subscriptionTimeout where it cannot be written', () =>
    given(({ server, channel, pass, timers }) => {
      server.down = true;
      const outcome = listen(channel.trigger('client-x', 1));
      pass(14_999);
      expect(outcome.error).toBeUndefined();
      pass(1);
      expect(outcome.error).toEqual(errorLike({ _tag: 'TriggerTimeout', channel: 'private-a', event: 'client-x' }));
      pass(1_000);
      expect(timers()).toBe(0);
    }));

  it('fails with its channel', () =>
    given(({ server, channel, pass }) => {
      server.answer = () => [event('private-a', 'pusher:subscription_error', { error: 'no' })];
      const outcome = listen(channel.trigger('client-x', 1));
      pass(10);
      expect(outcome.error).toEqual(errorLike({ _tag: 'SubscriptionRejected' }));
    }));

  it('fails on disconnect() while it is held; one made afterwards waits for connect()', () =>
    given(({ server, pusher, channel, pass }) => {
      const held = listen(channel.trigger('client-x', 1));
      pusher.disconnect();
      expect(held.error).toEqual(errorLike({ _tag: 'Disconnected' }));
      const later = listen(channel.trigger('client-x', 2));
      pass(1_000);
      expect(later.error).toBeUndefined();
      pusher.connect();
      pass(10);
      expect(later.completed).toBe(true);
      expect(server.wire()).toEqual(['subscribe private-a', 'client-x private-a 2']);
    }));

  it('whose failure nobody hears is reported, and only then', () =>
    given(({ pusher, channel, errors }) => {
      const heard = listen(channel.trigger('client-x', 1));
      channel.trigger('client-y', 2);
      pusher.disconnect();
      expect(heard.error).toEqual(errorLike({ _tag: 'Disconnected' }));
      expect(errors).toEqual([errorLike({ _tag: 'Disconnected' })]);
    }));

  it('reports that the server found the pace too high', () =>
    given(({ server, channel, errors, pass }) => {
      listen(channel);
      pass(10);
      channel.trigger('client-x', 1);
      server.say({ event: 'pusher:error', data: { code: 4301, message: 'too fast' } });
      expect(errors).toEqual([errorLike({ _tag: 'ServerError', code: 4301 })]);
    }));

  it.each(['error', 'drop'] as const)('fails beyond the limit where overflow is %p', (overflow) =>
    given(
      ({ server, channel, errors, pass }) => {
        listen(channel);
        pass(10);
        server.wire();
        const outcomes = times(3, channel);
        expect(server.wire()).toEqual(['client-x private-a 0', 'client-x private-a 1']);
        expect(outcomes.map(({ error }) => error)).toEqual([
          undefined,
          undefined,
          errorLike({ _tag: 'TriggerRateExceeded', channel: 'private-a', event: 'client-x', limit: 2 }),
        ]);
        expect(errors).toHaveLength(overflow === 'drop' ? 0 : 1);
        pass(1_100);
        times(2, channel);
        expect(server.wire()).toHaveLength(2);
      },
      { clientEvents: { limit: 2, overflow } },
    ),
  );

  it('takes more than ten a second where the option says so', () =>
    given(
      ({ server, channel, pass }) => {
        listen(channel);
        pass(10);
        server.wire();
        times(50, channel);
        expect(server.wire()).toHaveLength(50);
      },
      { clientEvents: { limit: 50 } },
    ));

  it('triggers from inside the outcome of another, in order', () =>
    given(({ server, channel, pass }) => {
      const log: string[] = [];
      channel.trigger('client-x', 1).subscribe(() => channel.trigger('client-x', 3).subscribe(() => log.push('3')));
      channel.trigger('client-x', 2).subscribe(() => log.push('2'));
      pass(10);
      expect(server.wire().slice(1)).toEqual([1, 2, 3].map((n) => `client-x private-a ${n}`));
      expect(log).toEqual(['2', '3']);
    }));

  it.each<[string, string, unknown, object]>([
    ['an event that is none of clients', 'x', 1, { _tag: 'EventNameError', event: 'x' }],
    ['too long a name', `client-${'x'.repeat(194)}`, 1, { _tag: 'EventNameError' }],
    ['data with a circle', 'client-x', circle(), { _tag: 'EventDataError', event: 'client-x', channel: 'private-a' }],
    ['data that JSON has no word for', 'client-x', 1n, { _tag: 'EventDataError' }],
    ['a function', 'client-x', () => 1, { _tag: 'EventDataError' }],
  ])('throws for %s, at the call', (_, name, data, like) =>
    given(({ server, channel }) => {
      expect(() => channel.trigger(name as 'client-x', data)).toThrow(errorLike(like));
      expect(server.sockets).toEqual([]);
    }),
  );

  it.each(['a', 'private-encrypted-a', 'cache-a'])('throws on %p, at the call', (name) => {
    const pusher = clientOf(new FakeServer(), { encryption: { key: () => undefined, open: () => ({ failure: '' }) } });
    // Where the name is known only to be one of some private channel, the types cannot see it.
    const channel = pusher.channel(name as 'private-a');
    expect(() => channel.trigger('client-x', 1)).toThrow(errorLike({ _tag: 'ChannelNameError', channel: name }));
  });
});

function circle() {
  const data: Record<string, unknown> = {};
  data['self'] = data;
  return data;
}
