import { asyncScheduler, take } from 'rxjs';
import { EventNameError } from '../../lib/index.js';
import { errorLike } from '../support/error-like.js';
import { clientOf, event, FakeServer, success } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';

describe('a channel', () => {
  it('is subscribed once for all its subscribers, and left once by the last', () =>
    inTime(({ pass, timers }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const connection = pusher.connect();
      const one = listen(pusher.channel('prices'));
      const other = listen(pusher.channel('prices').on('tick'));
      pass(10);
      expect(server.wire()).toEqual(['subscribe prices']);

      server.say(event('prices', 'tick', { price: 1 }));
      expect(one.values).toEqual([{ event: 'tick', channel: 'prices', data: { price: 1 }, raw: '{"price":1}' }]);
      expect(other.values).toEqual([{ price: 1 }]);

      one.leave();
      pass(1_000);
      expect(server.wire()).toEqual([]);
      other.leave();
      pass(1_000);
      expect(server.wire()).toEqual(['unsubscribe prices']);
      connection.unsubscribe();
      pass(10);
      expect(timers()).toBe(0);
    }));

  it('opens the connection with its first subscriber and closes it with its last', () =>
    inTime(({ pass, timers }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const states = listen(pusher.state$);
      const channel = pusher.channel('prices');
      pass(1_000);
      expect(server.sockets).toEqual([]);
      const one = listen(channel);
      pass(10);
      one.leave();
      pass(1_000);
      expect(states.values.map(({ status }) => status)).toEqual(['idle', 'connecting', 'connected', 'idle']);
      expect(timers()).toBe(0);
    }));

  it('stays subscribed over a gap shorter than linger', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const channel = clientOf(server).channel('a');
      const states = listen(channel.state$);
      listen(channel).leave();
      pass(499);
      const again = listen(channel);
      pass(10_000);
      expect(server.wire()).toEqual(['subscribe a']);
      again.leave();
      pass(499);
      expect(server.socket.readyState).toBe(1);
      expect(states.values.at(-1)).toEqual({ status: 'subscribed' });
      pass(1);
      expect(server.socket.readyState).toBe(2);
      expect(states.values.at(-1)).toEqual({ status: 'unsubscribed' });
    }));

  it('waits one turn of the scheduler with linger 0', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server, { linger: 0 });
      pusher.connect();
      const one = listen(pusher.channel('a'));
      pass(10);
      one.leave();
      const other = listen(pusher.channel('a'));
      pass(1);
      expect(server.wire()).toEqual(['subscribe a']);
      other.leave();
      expect(server.wire()).toEqual([]);
      pass(0);
      expect(server.wire()).toEqual(['unsubscribe a']);
    }));

  it('is subscribed again, once, after a reconnect', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const [one, other] = [listen(pusher.channel('a')), listen(pusher.channel('a').on('x'))];
      pass(10);
      server.socket.drop();
      pass(10_000);
      expect(server.sent.map(({ event: name, socket }) => `${socket} ${name}`)).toEqual([
        '1 pusher:subscribe',
        '2 pusher:subscribe',
      ]);
      server.say(event('a', 'x', 1));
      expect([one.values.length, other.values]).toEqual([1, [1]]);
    }));

  it('is subscribed afresh by a channel that is held for long', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      pusher.connect();
      const channel = pusher.channel('a');
      for (const round of [1, 2, 3]) {
        const { values, leave } = listen(channel.on('x'));
        pass(10);
        server.say(event('a', 'x', round));
        expect(values).toEqual([round]);
        leave();
        pass(600);
        expect(server.wire()).toEqual(['subscribe a', 'unsubscribe a']);
      }
    }));

  it('hears what comes before the success, for some servers let it join first, and nothing that is for other channels', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.answer = () => undefined;
      const pusher = clientOf(server);
      const heard = listen(pusher.channel('a'));
      const errors = listen(pusher.errors$);
      pass(10);
      server.say(event('a', 'early'), event('b', 'foreign'), event('', 'nameless'));
      server.say(success('a'), event('a', 'timely'));
      expect(heard.values.map(({ event: name }) => name)).toEqual(['early', 'timely']);
      expect(errors.values).toEqual([]);
    }));

  it('hears what comes in the very turn in which it asks', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      pusher.connect();
      pass(10);
      server.answer = (_, socket) => {
        for (const answer of [success('a'), event('a', 'x', 1)]) socket.say(answer);
        return undefined;
      };
      expect(listen(pusher.channel('a').on('x')).values).toEqual([1]);
    }));

  it('parses data that is heard once, and none that is not', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const a = pusher.channel('a');
      const [all, on, everywhere, named] = [
        listen(a),
        listen(a.on('x')),
        listen(pusher.events$),
        listen(pusher.on('x')),
      ];
      listen(pusher.channel('b').on('else'));
      pass(10);
      const parse = jest.spyOn(JSON, 'parse');
      const texts = () => parse.mock.calls.splice(0).map(([text]) => text);
      server.say(event('a', 'x', { n: 1 }));
      expect(texts()).toEqual([JSON.stringify(event('a', 'x', { n: 1 })), '{"n":1}']);
      const [data] = on.values;
      expect(all.values[0]?.data).toBe(data);
      expect(everywhere.values[0]?.data).toBe(data);
      expect(named.values[0]).toBe(data);
      everywhere.leave();
      named.leave();
      server.say(event('b', 'x', { n: 1 }));
      expect(texts()).toHaveLength(1);
      all.leave();
      on.leave();
      listen(a.on('else'));
      server.say(event('a', 'x', { n: 1 }));
      expect(texts()).toHaveLength(1);
      parse.mockRestore();
    }));

  it('gives what is not JSON as text, what is no text as it is, and the text itself beside it', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const heard = listen(clientOf(server).channel('a'));
      pass(10);
      server.say(
        { event: 'x', channel: 'a', data: 'plain' },
        { event: 'x', channel: 'a', data: '"quoted"' },
        { event: 'x', channel: 'a', data: { bare: true } },
        { event: 'x', channel: 'a' },
      );
      expect(heard.values.map(({ data, raw }) => [data, raw])).toEqual([
        ['plain', 'plain'],
        ['quoted', '"quoted"'],
        [{ bare: true }, undefined],
        [undefined, undefined],
      ]);
    }));

  it('counts its subscriptions, down to none', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const channel = clientOf(server).channel('a');
      const count = (n: unknown) => event('a', 'pusher_internal:subscription_count', { subscription_count: n });
      const early = listen(channel.subscriptionCount$);
      pass(10);
      expect(server.wire()).toEqual(['subscribe a']);
      server.say(count(3), count(0));
      const late = listen(channel.subscriptionCount$);
      server.say(count(2));
      expect(early.values).toEqual([3, 0, 2]);
      expect(late.values).toEqual([0, 2]);
    }));

  it('keeps a count that is none out, and says so', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const [counts, errors] = [listen(pusher.channel('a').subscriptionCount$), listen(pusher.errors$)];
      pass(10);
      server.say(event('a', 'pusher_internal:subscription_count', { subscription_count: 'many' }));
      expect(counts.values).toEqual([]);
      expect(errors.values).toEqual([
        errorLike({ _tag: 'DecodeError', channel: 'a', event: 'pusher_internal:subscription_count' }),
      ]);
    }));

  it.each([
    ['pusher:subscription_succeeded', 'state$'],
    ['pusher:subscription_error', 'state$'],
    ['pusher:subscription_count', 'subscriptionCount$'],
    ['pusher:cache_miss', 'cacheMiss$'],
    ['pusher:member_added', 'joined$'],
    ['pusher:member_removed', 'left$'],
    ['pusher:signin_success', 'user.data$'],
    ['pusher:error', 'errors$'],
    ['pusher_internal:anything', 'frames$'],
    ['', 'empty'],
    ['x'.repeat(201), 'longer than 200'],
  ])('refuses to listen to %p at the call, and says where to look: %s', (name, instead) => {
    const pusher = clientOf(new FakeServer());
    for (const listening of [() => pusher.channel('a').on(name), () => pusher.on(name), () => pusher.user.on(name)]) {
      expect(listening).toThrow(
        errorLike({ constructor: EventNameError, message: expect.stringContaining(instead) as unknown }),
      );
    }
  });

  it('ends with the subscriber who takes one event', () =>
    inTime(({ pass, timers }) => {
      const server = new FakeServer();
      const one = listen(clientOf(server).channel('a').on('x').pipe(take(1)));
      asyncScheduler.schedule(() => server.say(event('a', 'x', 1), event('a', 'x', 2)), 10);
      pass(1_000);
      expect([one.values, one.completed]).toEqual([[1], true]);
      expect(timers()).toBe(0);
    }));
});
