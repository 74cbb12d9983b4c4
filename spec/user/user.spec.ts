import type { Observable } from 'rxjs';
import { map, NEVER, retry, take, timer } from 'rxjs';
import type { PusherOptions, User } from '../../lib/index.js';
import { OptionError } from '../../lib/index.js';
import { errorLike } from '../support/error-like.js';
import { clientOf, event, FakeServer } from '../support/fake-server.js';
import type { Sent } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import type { Time } from '../support/in-time.js';
import { listen } from '../support/listen.js';
import { throwingSocket } from '../support/scripted-socket.js';

const CHANNEL = '#server-to-user-u1';
const watchlist = (...events: readonly object[]) => ({ event: 'pusher_internal:watchlist_events', data: { events } });
const refusal = { event: 'pusher:error', data: { code: 4009, message: 'Unauthorized' } };

const given = (play: (given: ReturnType<typeof setUp> & Time) => void, options: Partial<PusherOptions> = {}) =>
  inTime((time) => play({ ...time, ...setUp(options) }));

const setUp = (options: Partial<PusherOptions>) => {
  const server = new FakeServer();
  const pusher = clientOf(server, options);
  return { server, pusher, user: pusher.user, errors: listen(pusher.errors$).values };
};

describe('the user', () => {
  it('is signed in once for all who subscribe to anything of it, and hears what is sent to them', () =>
    given(({ server, pusher, user, pass }) => {
      const [data, heard, on] = [listen(user.data$), listen(user), listen(user.on('x'))];
      listen(user.watchlist.online$);
      const everywhere = listen(pusher.events$);
      pass(10);
      expect(server.wire()).toEqual(['signin', `subscribe ${CHANNEL}`]);
      server.say(event(CHANNEL, 'x', 1), event('#server-to-user-u2', 'x', 2));
      expect(data.values).toEqual([{ id: 'u1' }]);
      expect(heard.values).toEqual([{ event: 'x', channel: CHANNEL, data: 1, raw: '1' }]);
      expect(on.values).toEqual([1]);
      expect(everywhere.values).toEqual(heard.values);
    }));

  it('opens the connection with its first subscriber and closes it with its last', () =>
    given(({ server, user, pass, timers }) => {
      pass(1_000);
      expect(server.sockets).toEqual([]);
      const one = listen(user);
      pass(10);
      one.leave();
      pass(2_000);
      expect(server.socket.readyState).toBe(3);
      expect(timers()).toBe(0);
    }));

  it.each([
    ['null for what is left out', { id: 'u1', user_info: null, watchlist: null }, { id: 'u1', user_info: null }],
    ['an odd watchlist', { id: 'u1', watchlist: 'u2' }, { id: 'u1' }],
    ['odd ids on it', { id: 'u1', watchlist: ['u2', null, {}, 3] }, { id: 'u1', watchlist: ['u2', '3'] }],
    ['a watchlist as a map (PHP)', { id: 'u1', watchlist: { 1: 'u2' } }, { id: 'u1', watchlist: ['u2'] }],
  ])('may be sent with %s', (_, data, user) =>
    given(({ server, user: { data$ }, pass }) => {
      const accept = server.answer;
      for (const user_data of [data, JSON.stringify(data)]) {
        server.answer = (frame, socket) =>
          frame.event === 'pusher:signin'
            ? [{ event: 'pusher:signin_success', channel: null, data: { user_data } }]
            : accept(frame, socket);
        const heard = listen(data$);
        pass(10);
        expect(heard.values).toEqual([user]);
        heard.leave();
        pass(2_000);
      }
    }),
  );

  it('has an id to the last digit, and the channel of that id', () =>
    given(
      ({ server, user, pass }) => {
        const [data, heard] = [listen(user.data$), listen(user)];
        pass(10);
        expect(data.values).toEqual([{ id: '1234567890123456789' }]);
        expect(server.wire()).toEqual(['signin', 'subscribe #server-to-user-1234567890123456789']);
        expect(heard.error).toBeUndefined();
      },
      { userAuthentication: () => [{ auth: 'key:s', user_data: '{"id":1234567890123456789}' }] },
    ));

  it('leaves its channel with the last subscriber; the sign-in stays for the session', () =>
    given(({ server, pusher, user, pass }) => {
      pusher.connect();
      const one = listen(user);
      pass(10);
      one.leave();
      pass(2_000);
      expect(server.wire()).toEqual(['signin', `subscribe ${CHANNEL}`, `unsubscribe ${CHANNEL}`]);
      listen(user);
      pass(10);
      expect(server.wire()).toEqual([`subscribe ${CHANNEL}`]);
    }));

  it('is signed in once, also where somebody comes back before the server has answered', () =>
    given(({ server, pusher, user, pass }) => {
      server.latency = 3_000;
      pusher.connect();
      pass(3_000);
      listen(user).leave();
      pass(1_000);
      const data = listen(user.data$);
      pass(10_000);
      expect(data.values).toHaveLength(1);
      expect(server.wire()).toEqual(['signin']);
    }));

  it('that is refused when nobody waits for it any more is told in errors$', () =>
    given(({ server, pusher, user, errors, pass }) => {
      server.answer = () => [];
      pusher.connect();
      pass(10);
      listen(user).leave();
      pass(60_000);
      expect(errors).toEqual([errorLike({ _tag: 'SigninTimeout' })]);
    }));

  it('is not signed in again by a later session that nobody wants it for', () =>
    given(({ server, pusher, user, pass }) => {
      pusher.connect();
      const one = listen(user);
      pass(10);
      one.leave();
      pass(2_000);
      server.wire();
      server.socket.drop();
      pass(10_000);
      expect(server.wire()).toEqual([]);
    }));

  it('replays who is signed in, and signin() gives it once', () =>
    given(({ server, user, pass }) => {
      const once = listen(user.signin());
      pass(10);
      expect(once).toMatchObject({ values: [{ id: 'u1' }], completed: true });
      expect(listen(user.data$).values).toEqual([{ id: 'u1' }]);
      expect(server.wire()).toEqual(['signin']);
    }));

  it('gives all that was signed', () =>
    given(
      ({ user, pass }) => {
        const data = listen(user.data$);
        pass(10);
        expect(data.values).toEqual([{ id: 'u1', user_info: { name: 'One' }, watchlist: ['u2'], role: 'admin' }]);
      },
      {
        userAuthentication: () => [
          { auth: 'key:sig', user_data: '{"id":"u1","user_info":{"name":"One"},"watchlist":["u2"],"role":"admin"}' },
        ],
      },
    ));

  it('is signed in afresh after a reconnect, for the new socket; nothing is replayed meanwhile', () =>
    given(({ server, user, pass }) => {
      const [data, heard] = [listen(user.data$), listen(user.on('x'))];
      pass(10);
      server.socket.drop();
      const late = listen(user.signin());
      expect(late.completed).toBe(false);
      pass(10_000);
      expect(late.completed).toBe(true);
      expect(server.sent.map(({ event: name, socket }) => `${socket} ${name}`)).toEqual([
        '1 pusher:signin',
        '1 pusher:subscribe',
        '2 pusher:signin',
        '2 pusher:subscribe',
      ]);
      expect(server.sent[2]!.data).toMatchObject({ auth: 'key:2.2' });
      expect(data.values).toHaveLength(2);
      server.say(event(CHANNEL, 'x', 1));
      expect(heard.values).toEqual([1]);
    }));

  it('may be another in a new session', () => {
    let id = 0;
    given(
      ({ server, user, pass }) => {
        const heard = listen(user.on('x'));
        pass(10);
        server.socket.drop();
        pass(10_000);
        server.say(event(CHANNEL, 'x', 1), event('#server-to-user-u2', 'x', 2));
        expect(heard.values).toEqual([2]);
        expect(server.wire().slice(2)).toEqual(['signin', 'subscribe #server-to-user-u2']);
      },
      { userAuthentication: () => [{ auth: 'key:sig', user_data: `{"id":"u${(id += 1)}"}` }] },
    );
  });

  it('does not send what was authenticated for a connection that is over', () => {
    let asked = 0;
    given(
      ({ server, user, pass }) => {
        listen(user);
        pass(10);
        server.socket.drop(4200);
        pass(60_000);
        const signins = server.sent.filter(({ event: name }) => name === 'pusher:signin');
        expect(signins).toMatchObject([{ socket: 2, data: { auth: 'key:2.2' } }]);
      },
      {
        userAuthentication: ({ socketId }) => {
          asked += 1;
          return timer(asked === 1 ? 5_000 : 1).pipe(
            map(() => ({ auth: `key:${socketId}`, user_data: '{"id":"u1"}' })),
          );
        },
      },
    );
  });

  it('takes a success that comes twice for one', () =>
    given(({ server, user, errors, pass }) => {
      const data = listen(user.data$);
      pass(10);
      server.say({ event: 'pusher:signin_success', data: { user_data: { id: 'u1' } } });
      expect(data.values).toHaveLength(1);
      expect(errors).toEqual([]);
    }));
});

describe('a sign-in that fails', () => {
  const failing = (play: (given: ReturnType<typeof setUp> & Time) => void, answer: object | undefined) =>
    given((all) => {
      const { server } = all;
      const { answer: accept } = server;
      server.answer = (frame, socket) =>
        frame.event === 'pusher:signin' ? (answer === undefined ? undefined : [answer]) : accept(frame, socket);
      play(all);
    });

  it.each<[string, object | undefined, object]>([
    ['refused with 4009', refusal, { _tag: 'SigninRejected', reason: 'Unauthorized' }],
    ['refused without code', { event: 'pusher:error', data: '{"message":"no"}' }, { _tag: 'SigninRejected' }],
    ['not understood (Reverb)', { event: 'pusher:error', data: '{"code":4200}' }, { _tag: 'SigninRejected' }],
    ['without answer', undefined, { _tag: 'SigninTimeout', timeout: 15_000 }],
    [
      'answered with nonsense',
      { event: 'pusher:signin_success', data: '{"user_data":7}' },
      { _tag: 'DecodeError', event: 'pusher:signin_success' },
    ],
  ])('%s is an error of every stream of the user, in time', (_, answer, like) =>
    failing(({ server, user, errors, pass, timers }) => {
      const streams = [user, user.data$, user.on('x'), user.watchlist.events$, user.signin()].map((stream$) =>
        listen<unknown>(stream$),
      );
      pass(15_010);
      for (const { error } of streams) expect(error).toEqual(errorLike(like));
      expect(errors).toEqual([]);
      expect(server.wire()).toEqual(['signin']);
      pass(1_000);
      expect(timers()).toBe(0);
    }, answer),
  );

  it('is tried again by retry(): all who do so in the same turn share one attempt', () =>
    failing(({ server, user, pass }) => {
      const { answer } = server;
      const tries: Sent[] = [];
      server.answer = (frame, socket) => {
        if (frame.event !== 'pusher:signin') return answer(frame, socket);
        tries.push(frame);
        return tries.length < 3 ? [refusal] : [{ event: 'pusher:signin_success', data: { user_data: { id: 'u1' } } }];
      };
      const streams = [user.data$, user.on('x'), user.signin()].map((stream$) =>
        listen<unknown>(stream$.pipe(retry(5))),
      );
      pass(100);
      expect(server.wire()).toEqual(['signin', 'signin', 'signin', `subscribe ${CHANNEL}`]);
      expect(streams.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
      expect(streams[0]!.values).toEqual([{ id: 'u1' }]);
    }, refusal));

  it('with its endpoint is an error that says so, and nothing is sent', () =>
    given(
      ({ server, user, pass }) => {
        const data = listen(user.data$);
        pass(10);
        expect(data.error).toEqual(errorLike({ _tag: 'AuthorizationCallbackError', channel: undefined }));
        expect(server.wire()).toEqual([]);
      },
      {
        userAuthentication: () => {
          throw new Error('mine');
        },
      },
    ));

  it('with an endpoint that never answers ends in time', () =>
    given(
      ({ user, pass }) => {
        const data = listen(user.data$);
        pass(15_001);
        expect(data.error).toEqual(errorLike({ _tag: 'AuthorizationTimeout' }));
      },
      { userAuthentication: () => NEVER },
    ));

  it('and one subscription pending: the error without an owner goes to errors$', () =>
    failing(({ server, pusher, user, errors, pass }) => {
      server.answer = () => undefined;
      const [data, a] = [listen(user.data$), listen(pusher.channel('private-a'))];
      pass(10);
      server.say(refusal);
      expect([data.error, a.error]).toEqual([undefined, undefined]);
      expect(errors).toEqual([errorLike({ _tag: 'ServerError', code: 4009 })]);
    }, undefined));

  it('with the connection, when that fails', () =>
    given(({ server, user, pass }) => {
      const streams = [user, user.data$].map((stream$) => listen<unknown>(stream$));
      pass(10);
      server.socket.drop(4003, 'disabled');
      for (const { error } of streams) expect(error).toEqual(errorLike({ _tag: 'SocketClosed', code: 4003 }));
      const again = listen(user.signin());
      pass(2_000);
      expect(again.completed).toBe(true);
    }));

  it.each<[string, (user: User) => Observable<unknown>]>([
    ['the user', (user) => user],
    ['data$', ({ data$ }) => data$],
    ['signin()', (user) => user.signin()],
    ['on()', (user) => user.on('x')],
    ['watchlist.events$', ({ watchlist: { events$ } }) => events$],
    ['watchlist.online$', ({ watchlist: { online$ } }) => online$],
    ['watchlist.offline$', ({ watchlist: { offline$ } }) => offline$],
  ])('with a connection that fails on the spot fails on the spot, and each time: %s', (_, stream) =>
    given(
      ({ pusher, user, pass, timers }) => {
        const cause = errorLike({ _tag: 'OptionError', option: 'WebSocketCtor' });
        const first = listen(stream(user));
        expect(first.error).toEqual(cause);
        const second = listen(stream(user));
        pass(2_000);
        expect(second.error).toEqual(cause);
        // Within the news of the failure itself, as a handler that tries again does it.
        const within: ReturnType<typeof listen>[] = [];
        const watching = pusher.state$.subscribe(({ status }) => {
          if (status === 'failed' && within.length < 3) within.push(listen(stream(user)));
        });
        pass(20_000);
        watching.unsubscribe();
        expect(within).toHaveLength(3);
        for (const { error } of within) expect(error).toEqual(cause);
        expect(timers()).toBe(0);
      },
      { WebSocketCtor: throwingSocket(new OptionError('WebSocketCtor', 'none')) },
    ),
  );

  it('with the connection is tried again by retry() once, not by the failure there was', () =>
    given(({ server, user, pass }) => {
      const data = listen(user.data$.pipe(retry(1)));
      pass(10);
      server.socket.drop(4003, 'disabled');
      expect(data.error).toBeUndefined();
      pass(2_000);
      expect(data.values).toHaveLength(2);
    }));

  it('of the user’s channel is an error of what is sent to the user', () =>
    given(({ server, user, pass }) => {
      const { answer } = server;
      server.answer = (frame, socket) => (frame.event === 'pusher:subscribe' ? [refusal] : answer(frame, socket));
      const [data, heard] = [listen(user.data$), listen(user)];
      pass(10);
      expect(heard.error).toEqual(errorLike({ _tag: 'SubscriptionRejected', channel: CHANNEL }));
      expect(data.error).toBeUndefined();
    }));
});

describe('the watchlist', () => {
  it('tells who comes online and who goes, together and apart', () =>
    given(({ server, user, pass }) => {
      const { events$, online$, offline$ } = user.watchlist;
      const [all, on, off] = [listen(events$), listen(online$), listen(offline$)];
      pass(10);
      server.say(
        watchlist({ name: 'online', user_ids: ['u2', 3] }, { name: 'offline', user_ids: ['u4'], channel_name: 'more' }),
        watchlist({ name: 'online', user_ids: [] }),
      );
      expect(all.values).toEqual([
        { name: 'online', userIds: ['u2', '3'] },
        { name: 'offline', userIds: ['u4'], channel_name: 'more' },
        { name: 'online', userIds: [] },
      ]);
      expect([on.values, off.values]).toEqual([[['u2', '3'], []], [['u4']]]);
      expect(server.wire()).toEqual(['signin']);
    }));

  it('is listened to before the sign-in, which is what makes the server tell', () =>
    given(({ server, user, pass }) => {
      const { answer } = server;
      server.answer = (frame, socket) => [
        ...(answer(frame, socket) ?? []),
        ...(frame.event === 'pusher:signin' ? [watchlist({ name: 'online', user_ids: ['u2'] })] : []),
      ];
      const online = listen(user.watchlist.online$.pipe(take(1)));
      pass(10);
      expect(online).toMatchObject({ values: [['u2']], completed: true });
    }));

  it('loses what is odd and nothing else: ids of an event, and events of several', () =>
    given(({ server, user, errors, pass }) => {
      const [all, on] = [listen(user.watchlist.events$), listen(user.watchlist.online$)];
      pass(10);
      const odd = [null, 7, 'online', [], {}, { name: 1, user_ids: [] }, { name: 'online', user_ids: null }];
      server.say(
        watchlist({ name: 'online', user_ids: ['u2', null, '', {}, 3] }, ...(odd as object[]), {
          name: 'offline',
          user_ids: { 1: 'u4' },
        }),
        {
          event: 'pusher_internal:watchlist_events',
          channel: null,
          data: '{"events":[{"name":"online","user_ids":[]}]}',
        },
        '{"event":"pusher_internal:watchlist_events","data":{"events":[{"name":"online","user_ids":[1234567890123456789]}]}}',
      );
      expect(all.values).toEqual([
        { name: 'online', userIds: ['u2', '3'] },
        { name: 'offline', userIds: ['u4'] },
        { name: 'online', userIds: [] },
        { name: 'online', userIds: ['1234567890123456789'] },
      ]);
      expect(on.values).toHaveLength(3);
      expect(errors).toEqual(
        odd.map(() => errorLike({ _tag: 'DecodeError', event: 'pusher_internal:watchlist_events' })),
      );
    }));

  it.each([undefined, null, {}, [], { events: null }, { events: 'none' }, 'no'])(
    'reports news that are none: %j',
    (data) =>
      given(({ server, user, errors, pass }) => {
        const all = listen(user.watchlist.events$);
        pass(10);
        server.say(
          { event: 'pusher_internal:watchlist_events', data },
          watchlist({ name: 'online', user_ids: ['u2'] }),
        );
        expect(errors).toEqual([errorLike({ _tag: 'DecodeError', event: 'pusher_internal:watchlist_events' })]);
        expect(all.values).toHaveLength(1);
      }),
  );

  it('reports once what is none, and that it is too long, and goes on', () =>
    given(({ server, user, errors, pass }) => {
      const all = listen(user.watchlist.events$);
      listen(user.watchlist.online$);
      pass(10);
      server.say(watchlist({ name: 'online' }), { event: 'pusher:error', data: { code: 4302, message: 'too long' } });
      server.say(watchlist({ name: 'online', user_ids: ['u2'] }));
      expect(errors).toEqual([
        errorLike({ _tag: 'DecodeError', event: 'pusher_internal:watchlist_events' }),
        errorLike({ _tag: 'ServerError', code: 4302 }),
      ]);
      expect(all.values).toHaveLength(1);
      expect(all.error).toBeUndefined();
    }));
});
