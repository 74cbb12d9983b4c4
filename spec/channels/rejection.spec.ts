import { map, retry, take, timer } from 'rxjs';
import type { PusherError } from '../../lib/index.js';
import { errorLike } from '../support/error-like.js';
import { clientOf, event, FakeServer, success } from '../support/fake-server.js';
import type { Sent } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';

const error = (code: number | null | undefined, message: string) => ({
  event: 'pusher:error',
  data: { code, message },
});
const json = (frame: { event: string; data: unknown }) => ({ ...frame, data: JSON.stringify(frame.data) });
const internal = (data: unknown) => ({ event: 'pusher_internal:subscription_error', channel: 'private-a', data });
const own = (data: unknown) => ({ event: 'pusher:subscription_error', channel: 'private-a', data });

describe('a rejected subscription', () => {
  it.each<[string, object, object]>([
    ['pusher:error 4009', error(4009, 'Unauthorized'), { reason: 'Unauthorized' }],
    ['pusher:error 4009 in a string', json(error(4009, 'Unauthorized')), { reason: 'Unauthorized' }],
    ['pusher:error with code null', error(null, 'Existing'), { reason: 'Existing' }],
    ['pusher:error without code', error(undefined, 'Invalid signature'), { reason: 'Invalid signature' }],
    ['pusher:error 4200', error(4200, 'Invalid message format'), { reason: 'Invalid message format' }],
    ['pusher:error that names the channel', { ...error(4302, 'Full'), channel: 'private-a' }, { reason: 'Full' }],
    [
      'pusher:subscription_error',
      own({ type: 'AuthError', error: 'The connection is unauthorized.', status: 401 }),
      { reason: 'The connection is unauthorized.', status: 401 },
    ],
    ['pusher:subscription_error with its status in text', own({ error: 'no', status: '401' }), { status: 401 }],
    [
      'pusher:subscription_error with odd parts',
      own({ error: {}, message: null, type: 'T', status: {} }),
      { reason: 'T' },
    ],
    ['pusher:error with its code in text', json(error('4009' as unknown as number, 'no')), { reason: 'no' }],
    ['pusher:subscription_error without error', own({ type: 'LimitReached' }), { reason: 'LimitReached' }],
    ['pusher:subscription_error with nothing', own(undefined), { reason: 'no reason given' }],
    ['pusher:subscription_error with a list', own([1]), { reason: 'no reason given' }],
    ['pusher_internal:subscription_error', internal('{"message":"No"}'), { reason: 'No' }],
    ['pusher_internal:subscription_error with text', internal('just no'), { reason: 'just no' }],
  ])('by %s is an error of the channel', (_, frame, like) =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.answer = () => [frame];
      const pusher = clientOf(server);
      const channel = pusher.channel('private-a');
      const [errors, states] = [listen(pusher.errors$), listen(channel.state$)];
      const streams = [channel, channel.on('x'), channel.resumed$, channel.subscriptionCount$].map((stream) =>
        listen(stream),
      );
      pass(10);
      const cause = errorLike({ _tag: 'SubscriptionRejected', channel: 'private-a', ...like });
      for (const stream of streams) expect(stream.error).toEqual(cause);
      expect(states.values.at(-1)).toEqual({ status: 'failed', cause });
      expect(errors.values).toEqual([]);
      expect(server.wire()).toEqual(['subscribe private-a']);
    }),
  );

  it('by silence is a SubscriptionTimeout after subscriptionTimeout, and is taken back', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.answer = () => undefined;
      const pusher = clientOf(server, { subscriptionTimeout: 3_000 });
      pusher.connect();
      const heard = listen(pusher.channel('a'));
      pass(3_000);
      expect(heard.error).toBeUndefined();
      pass(1);
      expect(heard.error).toEqual(errorLike({ _tag: 'SubscriptionTimeout', channel: 'a', timeout: 3_000 }));
      expect(server.wire()).toEqual(['subscribe a', 'unsubscribe a']);
    }));

  it('can come to a subscription that stood', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const heard = listen(clientOf(server).channel('private-a'));
      pass(10);
      server.say(own({ error: 'revoked' }));
      expect(heard.error).toEqual(errorLike({ _tag: 'SubscriptionRejected', reason: 'revoked' }));
    }));

  it('without a channel is that of the only one that had to be authorized', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.answer = () => undefined;
      const pusher = clientOf(server);
      const [open, closed] = [listen(pusher.channel('a')), listen(pusher.channel('private-a'))];
      pass(10);
      server.say(error(4009, 'Unauthorized'));
      expect([open.error, closed.error]).toEqual([undefined, errorLike({ channel: 'private-a' })]);
      server.say(success('a'));
    }));

  it('without a channel is nobody’s where there are two it could be, and time-outs decide', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.answer = () => undefined;
      const pusher = clientOf(server);
      const errors = listen(pusher.errors$);
      const [a, b] = [listen(pusher.channel('private-a')), listen(pusher.channel('private-b'))];
      pass(10);
      server.say(error(4009, 'Unauthorized'), success('private-b'));
      expect(errors.values).toEqual([errorLike({ _tag: 'ServerError', code: 4009 })]);
      expect([a.error, b.error]).toEqual([undefined, undefined]);
      pass(20_000);
      expect([a.error, b.error]).toEqual([errorLike({ _tag: 'SubscriptionTimeout' }), undefined]);
    }));

  it.each([4301, 4302, 4100])('is not what error %p says, even while one is pending', (code) =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.answer = () => undefined;
      const pusher = clientOf(server);
      const [errors, heard] = [listen(pusher.errors$), listen(pusher.channel('private-a'))];
      pass(10);
      server.say(error(code, 'something else'));
      expect(heard.error).toBeUndefined();
      expect(errors.values).toEqual([errorLike({ _tag: 'ServerError', code })]);
    }),
  );

  it('is not what an error says that names a channel which is subscribed, or which nobody wants', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const [errors, heard] = [listen(pusher.errors$), listen(pusher.channel('private-a'))];
      pass(10);
      for (const channel of ['private-a', 'unwanted']) server.say({ ...error(4009, 'something else'), channel });
      expect(heard.error).toBeUndefined();
      expect(errors.values).toEqual(Array(2).fill(errorLike({ _tag: 'ServerError', code: 4009 })));
    }));

  it('is tried again by retry(): all who do so in the same turn share one new attempt', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const { answer } = server;
      const tries: Sent[] = [];
      server.answer = (frame, socket) => {
        if (frame.event === 'pusher:subscribe') tries.push(frame);
        return tries.length < 3 ? [own({ error: 'not yet' })] : answer(frame, socket);
      };
      const pusher = clientOf(server);
      const channel = pusher.channel('private-a');
      const heard = [channel.on('x'), channel.on('x'), channel].map((stream) => listen(stream.pipe(retry(5))));
      const members = listen(channel.state$);
      pass(100);
      expect(server.wire()).toEqual(Array(3).fill('subscribe private-a'));
      expect(server.sockets).toHaveLength(1);
      server.say(event('private-a', 'x', 1));
      for (const { values, error: failure } of heard) expect([values.length, failure]).toEqual([1, undefined]);
      expect(members.values.map(({ status }) => status)).toEqual([
        'unsubscribed',
        ...['authorizing', 'subscribing', 'failed'],
        ...['unsubscribed', 'authorizing', 'subscribing', 'failed'],
        ...['unsubscribed', 'authorizing', 'subscribing', 'subscribed'],
      ]);
    }));

  it('is tried again at once where the authorizer refuses on the spot, as often as retry() says', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      let asked = 0;
      const pusher = clientOf(server, {
        channelAuthorization: () => {
          asked += 1;
          throw new Error('mine');
        },
      });
      listen(pusher.channel('presence-a').members$);
      const heard = listen(pusher.channel('presence-a').pipe(retry(4)));
      pass(10);
      expect(heard.error).toEqual(errorLike({ _tag: 'AuthorizationCallbackError', channel: 'presence-a' }));
      expect(asked).toBe(5);
      pass(60_000);
      expect(server.wire()).toEqual([]);
    }));

  it('after which the last attempt of several at once is the one that can be ended', () =>
    inTime(({ pass, timers }) => {
      const server = new FakeServer();
      let asked = 0;
      const pusher = clientOf(server, {
        channelAuthorization: () => {
          asked += 1;
          if (asked === 1) throw new Error('mine');
          return timer(1_000).pipe(map(() => ({ auth: 'key:signature' })));
        },
      });
      const members = listen(pusher.channel('presence-a').members$);
      const heard = listen(pusher.channel('presence-a').pipe(retry(1)));
      pass(10);
      heard.leave();
      members.leave();
      pass(600);
      expect(timers()).toBe(0);
      expect(server.wire()).toEqual([]);
    }));

  it('is no error of members$, which repeats its last snapshot as stale and waits for the next attempt', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const channel = pusher.channel('presence-a');
      const [members, errors] = [listen(channel.members$), listen(pusher.errors$)];
      pass(10);
      server.say({ ...own({ error: 'revoked' }), channel: 'presence-a' });
      expect(members.error).toBeUndefined();
      expect(members.values.map(({ stale, count }) => [stale, count])).toEqual([
        [false, 1],
        [true, 1],
      ]);
      expect(errors.values).toEqual([errorLike({ _tag: 'SubscriptionRejected', channel: 'presence-a' })]);
      pass(60_000);
      expect(server.wire()).toEqual(['subscribe presence-a']);
      listen(channel.pipe(take(1)));
      pass(10);
      expect(server.wire()).toEqual(['subscribe presence-a']);
      expect(members.values.at(-1)).toMatchObject({ stale: false, count: 1 });
    }));

  it('leaves nothing behind', () =>
    inTime(({ pass, timers }) => {
      const server = new FakeServer();
      server.answer = () => [own({ error: 'no' })];
      listen(clientOf(server).channel('private-a'));
      pass(10);
      expect(server.socket.readyState).toBe(3);
      expect(timers()).toBe(0);
    }));
});

describe('a fatal close', () => {
  it('is told by state$ first, then by every channel; retry() tries again, no sooner than minDelay', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const log: string[] = [];
      pusher.state$.subscribe(({ status }) => log.push(status));
      for (const name of ['a', 'private-b']) {
        pusher
          .channel(name)
          .subscribe({ error: (error: unknown) => log.push(`${name} ${(error as PusherError)._tag}`) });
      }
      const steady = listen(pusher.channel('a').pipe(retry(1)));
      const members = listen(pusher.channel('presence-a').members$);
      pass(10);
      log.length = 0;
      server.socket.drop(4003, 'disabled');
      expect(log).toEqual(['failed', 'a SocketClosed', 'private-b SocketClosed', 'waiting']);
      expect(steady.error).toBeUndefined();
      expect(members.values.at(-1)).toMatchObject({ stale: true });
      server.wire();
      pass(999);
      expect(server.sockets).toHaveLength(1);
      pass(10);
      expect(server.wire()).toEqual(['subscribe presence-a', 'subscribe a']);
    }));

  it('is tried again by a new want of a channel whose members are still wanted', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const channel = pusher.channel('presence-a');
      listen(channel.members$);
      pass(10);
      server.socket.drop(4003, 'disabled');
      pass(60_000);
      expect(server.sockets).toHaveLength(1);
      listen(channel);
      pass(10);
      expect(server.sockets).toHaveLength(2);
    }));
});
