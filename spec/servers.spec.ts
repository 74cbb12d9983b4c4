import type { ChannelAuthorization, Member, Members, PusherOptions } from '../lib/index.js';
import { errorLike } from './support/error-like.js';
import { clientOf, event, FakeServer, list } from './support/fake-server.js';
import type { Sent } from './support/fake-server.js';
import { inTime } from './support/in-time.js';
import type { Time } from './support/in-time.js';
import { listen } from './support/listen.js';

// How the servers in the field differ from Pusher's documents (docs/self-hosting.md), as the frames they send.

const given = (play: (given: ReturnType<typeof setUp> & Time) => void, options: Partial<PusherOptions> = {}) =>
  inTime((time) => play({ ...time, ...setUp(options) }));

const setUp = (options: Partial<PusherOptions>) => {
  const server = new FakeServer();
  const pusher = clientOf(server, options);
  return { server, pusher, errors: listen(pusher.errors$).values, states: listen(pusher.state$).values };
};

const error = (data: unknown) => ({ event: 'pusher:error', data });
const text = (data: unknown) => JSON.stringify(data);
const only =
  (name: string, ...frames: readonly object[]) =>
  (frame: Sent) =>
    frame.event === name ? frames : undefined;

describe('an unknown key', () => {
  const refusal = { code: 4001, message: 'App key not found' };
  it.each<[string, object, number]>([
    ['soketi', error(refusal), 4001],
    ['zatat', error(text(refusal)), 4001],
    ['Reverb', error(text(refusal)), 1006],
    ['ipe', error(refusal), 1006],
    ['slanger', error(text(refusal)), 1005],
    ['a server of one’s own that writes numbers as text', error({ ...refusal, code: '4001' }), 1006],
    ['one that names the channel null', { ...error(refusal), channel: null }, 1006],
  ])('of %s is final, with its cause, whatever the close says', (_, frame, code) =>
    given(({ server, pusher, states, pass }) => {
      server.mute = true;
      const heard = listen(pusher.channel('a'));
      pass(10);
      server.say(frame);
      server.socket.drop(code);
      pass(60_000);
      const cause = errorLike({ _tag: 'ServerError', code: 4001, reason: 'App key not found' });
      expect(states.at(-1)).toEqual({ status: 'failed', cause });
      expect(heard.error).toEqual(cause);
      expect(server.sockets).toHaveLength(1);
    }),
  );

  it('of Sockudo is a refused connection, and tried again', () =>
    given(({ server, pusher, states, pass }) => {
      server.down = true;
      listen(pusher.channel('a'));
      pass(10);
      expect(states.at(-1)).toMatchObject({ status: 'waiting', cause: { _tag: 'SocketClosed', code: 1006 } });
    }));
});

describe('a rejected subscription', () => {
  it.each<[string, object, string]>([
    [
      'soketi',
      {
        event: 'pusher:subscription_error',
        channel: 'private-a',
        data: { type: 'AuthError', error: 'no', status: 401 },
      },
      'no',
    ],
    ['Reverb, zatat', error(text({ code: 4009, message: 'Connection is unauthorized' })), 'Connection is unauthorized'],
    ['ipe', error({ code: null, message: 'Auth value is invalid' }), 'Auth value is invalid'],
    ['slanger', error(text({ message: 'Invalid signature' })), 'Invalid signature'],
    ['pusher-fake', { event: 'pusher_internal:subscription_error', channel: 'private-a', data: {} }, 'no reason given'],
  ])('of %s is an error of its channel alone', (_, frame, reason) =>
    given(({ server, pusher, errors, pass }) => {
      const a = listen(pusher.channel('a'));
      pass(10);
      server.answer = only('pusher:subscribe', frame);
      const b = listen(pusher.channel('private-a'));
      pass(10);
      expect(b.error).toEqual(errorLike({ _tag: 'SubscriptionRejected', channel: 'private-a', reason }));
      expect([a.error, errors]).toEqual([undefined, []]);
    }),
  );

  it('of Sockudo is that, and then the end of the connection', () =>
    given(({ server, pusher, states, pass }) => {
      const a = listen(pusher.channel('a'));
      pass(10);
      server.answer = () => undefined;
      const b = listen(pusher.channel('private-a'));
      server.say(error({ code: 4009, message: 'Unauthorized' }));
      server.socket.drop(4009, 'Unauthorized');
      expect(b.error).toEqual(errorLike({ _tag: 'SubscriptionRejected' }));
      expect(a.error).toEqual(errorLike({ _tag: 'SocketClosed', code: 4009 }));
      expect(states.at(-1)).toMatchObject({ status: 'failed' });
    }));
});

describe('data', () => {
  it('of a success may be left out (soketi)', () =>
    given(({ server, pusher, pass }) => {
      server.answer = only('pusher:subscribe', { event: 'pusher_internal:subscription_succeeded', channel: 'a' });
      const states = listen(pusher.channel('a').state$).values;
      listen(pusher.channel('a'));
      pass(10);
      expect(states.at(-1)).toEqual({ status: 'subscribed' });
    }));

  it.each([
    ['an object (soketi, Reverb)', { n: 1 }],
    ['a string (zatat, pusher-fake)', '{"n":1}'],
  ])('of a client event may be %s', (_, data) =>
    given(({ server, pusher, pass }) => {
      const heard = listen(pusher.channel('private-a').on('client-x'));
      pass(10);
      server.say({ event: 'client-x', channel: 'private-a', data });
      expect(heard.values).toEqual([{ n: 1 }]);
    }),
  );

  it.each([[{}], ['{}'], [undefined]])('of a pong may be %p', (data) =>
    given(({ server, pusher, pass }) => {
      pusher.connect();
      pass(10);
      server.answer = only('pusher:ping', { event: 'pusher:pong', data });
      const ping = listen(pusher.ping());
      pass(10);
      expect(ping.completed).toBe(true);
    }),
  );

  it.each([
    ['an object', { user_data: { id: 'u1' } }],
    ['an object with text in it', { user_data: '{"id":"u1"}' }],
    ['text', '{"user_data":"{\\"id\\":\\"u1\\"}"}'],
  ])('of a sign-in’s success may be %s', (_, data) =>
    given(({ server, pusher, pass }) => {
      server.answer = only('pusher:signin', { event: 'pusher:signin_success', data });
      const user = listen(pusher.user.data$);
      pass(10);
      expect(user.values).toEqual([{ id: 'u1' }]);
    }),
  );

  it('of a cache miss may be there (Sockudo)', () =>
    given(({ server, pusher, pass }) => {
      const misses = listen(pusher.channel('cache-a').cacheMiss$);
      pass(10);
      server.say({ event: 'pusher:cache_miss', channel: 'cache-a', data: '{}' });
      expect(misses.values).toHaveLength(1);
    }));
});

describe('soketi', () => {
  it('passes client events on public channels on, which are heard', () =>
    given(({ server, pusher, pass }) => {
      const heard = listen(pusher.channel('a').on('client-x'));
      pass(10);
      server.say({ event: 'client-x', channel: 'a', data: 1 });
      expect(heard.values).toEqual([1]);
    }));

  it.each([
    [4003, 'failed'],
    [4009, 'failed'],
    [4100, 'waiting'],
    [4200, 'waiting'],
  ])('closes with %p: %s', (code, status) =>
    given(({ server, pusher, states, pass }) => {
      listen(pusher.channel('a').state$);
      listen(pusher.channel('presence-b').members$);
      pass(10);
      server.socket.drop(code);
      expect(states.at(-1)).toMatchObject({ status });
    }),
  );
});

describe('Reverb', () => {
  it('does not know of signing in, and says so with 4200: an error of the user, not of the connection', () =>
    given(({ server, pusher, states, errors, pass }) => {
      listen(pusher.channel('a'));
      server.answer = ({ event: name, data }) =>
        name === 'pusher:signin'
          ? [error(text({ code: 4200, message: 'Invalid message format' }))]
          : [event(data!.channel, 'pusher_internal:subscription_succeeded')];
      const user = listen(pusher.user.data$);
      pass(10);
      expect(user.error).toEqual(errorLike({ _tag: 'SigninRejected', reason: 'Invalid message format' }));
      expect(states.at(-1)).toMatchObject({ status: 'connected' });
      expect(errors).toEqual([]);
    }));

  it('caches client events, and repeats them as any other: nobody hears one twice', () =>
    given(({ server, pusher, pass }) => {
      const channel = pusher.channel('private-cache-a');
      const heard = listen(channel.on('client-x'));
      pass(10);
      const sent = { event: 'client-x', channel: 'private-cache-a', data: { n: 1 } };
      server.say(sent);
      server.answer = only(
        'pusher:subscribe',
        event('private-cache-a', 'pusher_internal:subscription_succeeded'),
        sent,
      );
      server.socket.drop();
      pass(10_000);
      expect(heard.values).toEqual([{ n: 1 }]);
      server.say(sent);
      expect(heard.values).toHaveLength(2);
    }));
});

describe('a client event that the server does not take', () => {
  it.each<[string, object]>([
    ['Reverb, whose data is no object', { code: 4200, message: 'Invalid message format' }],
    ['ipe', { code: null, message: 'To send client events, you must enable this feature' }],
  ])('is refused by %s without saying which: who subscribes at that time is not blamed', (_, refusal) =>
    given(({ server, pusher, errors, pass }) => {
      const accepted = ({ event: name, data }: Sent) =>
        name === 'pusher:subscribe' ? [event(data!.channel, 'pusher_internal:subscription_succeeded')] : undefined;
      server.answer = accepted;
      const room = pusher.channel('private-room');
      listen(room);
      pass(10);
      server.answer = (sent) => (sent.event === 'client-typing' ? [error(refusal)] : accepted(sent));
      room.trigger('client-typing', 'x');
      const other = listen(pusher.channel('private-b'));
      pass(10);
      expect(other.error).toBeUndefined();
      expect(errors).toEqual([errorLike({ _tag: 'ServerError', code: refusal['code' as never] })]);
    }),
  );

  it('and closes with 1009 for its size (Reverb), costs the connection once', () =>
    given(({ server, pusher, states, pass }) => {
      const room = pusher.channel('private-room');
      const heard = listen(room.on('tick'));
      pass(10);
      room.trigger('client-long', 'x'.repeat(10_000));
      server.socket.drop(1009);
      pass(10_000);
      expect(states.filter(({ status }) => status === 'waiting')).toMatchObject([{ cause: { code: 1009 } }]);
      expect(states.at(-1)).toMatchObject({ status: 'connected' });
      server.say(event('private-room', 'tick', 1));
      expect(heard.values).toEqual([1]);
    }));
});

describe('events before the success of a subscription', () => {
  it('are heard: the server had added the socket to the channel before it answered', () =>
    given(({ server, pusher, pass }) => {
      const succeeded = event('a', 'pusher_internal:subscription_succeeded');
      server.answer = only('pusher:subscribe', event('a', 'tick', 1), succeeded, event('a', 'tick', 2));
      const heard = listen(pusher.channel('a').on('tick'));
      pass(10);
      expect(heard.values).toEqual([1, 2]);
    }));
});

describe('zatat', () => {
  it('says that nobody is online right after the sign-in', () =>
    given(({ server, pusher, errors, pass }) => {
      const { answer } = server;
      server.answer = (frame, socket) => [
        ...(answer(frame, socket) ?? []),
        { event: 'pusher_internal:watchlist_events', data: text({ events: [{ name: 'online', user_ids: [] }] }) },
      ];
      const online = listen(pusher.user.watchlist.online$);
      pass(10);
      expect([online.values, errors]).toEqual([[[]], []]);
    }));

  it('sends client events of presence channels without a user_id', () =>
    given(({ server, pusher, pass }) => {
      const heard = listen(pusher.channel('presence-a'));
      pass(10);
      server.say({ event: 'client-x', channel: 'presence-a', data: '1' });
      expect(heard.values).toEqual([{ event: 'client-x', channel: 'presence-a', data: 1, raw: '1' }]);
    }));
});

/** Frames without a channel, as some write them: with one that is null or empty. */
describe.each([[null], ['']])('a channel that is %j', (channel) => {
  const besides = (server: FakeServer) => {
    const { answer } = server;
    server.answer = (frame, socket) => (answer(frame, socket) ?? []).map((reply) => ({ channel, ...reply }));
  };

  it('is none: the handshake, a sign-in and its refusal, pings and pongs arrive', () =>
    given(({ server, pusher, states, errors, pass }) => {
      server.mute = true;
      besides(server);
      pusher.connect();
      pass(10);
      server.say({ event: 'pusher:connection_established', channel, data: text({ socket_id: '1.1' }) });
      expect(states.at(-1)).toMatchObject({ status: 'connected', socketId: '1.1' });
      server.say({ event: 'pusher:ping', channel });
      expect(server.wire()).toEqual(['pong']);
      const [ping, user] = [listen(pusher.ping()), listen(pusher.user.data$)];
      pass(10);
      expect([ping.completed, user.values]).toEqual([true, [{ id: 'u1' }]]);
      server.answer = only('pusher:subscribe', { ...error({ code: 4009, message: 'no' }), channel });
      const refused = listen(pusher.channel('private-a'));
      pass(10);
      expect(refused.error).toEqual(errorLike({ _tag: 'SubscriptionRejected', channel: 'private-a' }));
      expect(errors).toEqual([]);
    }));
});

describe('a presence list', () => {
  const here = (members: Iterable<Member> | undefined) => [...(members ?? [])].map(({ id, info }) => [id, info]);
  it.each<[string, string, readonly unknown[]]>([
    [
      'pusher-fake: hash and count',
      '{"hash":{"b":{"name":"B"},"me":null},"count":2}',
      [
        ['b', { name: 'B' }],
        ['me', null],
      ],
    ],
    [
      'ipe, of a numeric user it has refused',
      '{"ids":["","b"],"hash":{"":null,"b":null},"count":2}',
      [
        ['b', null],
        ['me', { name: 'Me' }],
      ],
    ],
    [
      'Reverb, of users 0 and 1',
      '{"ids":[0,1],"hash":[{"name":"Zero"},[]],"count":2}',
      [
        ['0', { name: 'Zero' }],
        ['1', []],
        ['me', { name: 'Me' }],
      ],
    ],
    [
      'PHP, by socket',
      '{"ids":{"1.2":"b","3.4":7},"hash":{"b":[],"7":[]},"count":2}',
      [
        ['b', []],
        ['7', []],
        ['me', { name: 'Me' }],
      ],
    ],
    ['PHP, of nobody', '{"ids":[],"hash":[],"count":0}', [['me', { name: 'Me' }]]],
    [
      'of ids beyond 2^53',
      '{"ids":[1234567890123456788,1234567890123456789],"hash":{}}',
      [
        ['1234567890123456788', undefined],
        ['1234567890123456789', undefined],
        ['me', { name: 'Me' }],
      ],
    ],
  ])('of %s is one, and changes go on from it', (_, presence, expected) =>
    given(({ server, pusher, errors, pass }) => {
      server.answer = only('pusher:subscribe', {
        event: 'pusher_internal:subscription_succeeded',
        channel: 'presence-a',
        data: `{"presence":${presence}}`,
      });
      const channel = pusher.channel('presence-a');
      const [members, joined] = [listen(channel.members$), listen(channel.joined$)];
      pass(10);
      expect(members.values.map(here)).toEqual([expected]);
      server.say(event('presence-a', 'pusher_internal:member_added', { user_id: 'late' }));
      expect(here(members.values.at(-1))).toEqual([...expected, ['late', undefined]]);
      expect(joined.values.map(({ id }) => id)).toEqual(['late']);
      expect(errors).toEqual([]);
    }),
  );

  it('after a restart of the server has those who are back already: the others leave, and join as they come', () =>
    given(({ server, pusher, pass }) => {
      server.answer = only('pusher:subscribe', list('presence-a', [['me'], ['b'], ['c']]));
      const channel = pusher.channel('presence-a');
      const [members, joined, left] = [listen(channel.members$), listen(channel.joined$), listen(channel.left$)];
      pass(10);
      server.answer = only('pusher:subscribe', list('presence-a', [['c'], ['me']]));
      server.socket.drop(4200);
      pass(10_000);
      server.say(event('presence-a', 'pusher_internal:member_added', { user_id: 'b' }));
      const ids = members.values.map(({ stale, ...each }) => [...here(each as Members).map(([id]) => id), stale]);
      expect(ids).toEqual([
        ['me', 'b', 'c', false],
        ['me', 'b', 'c', true],
        ['c', 'me', false],
        ['c', 'me', 'b', false],
      ]);
      expect([left.values, joined.values].map((each) => each.map(({ id }) => id))).toEqual([['b'], ['b']]);
    }));

  it('has me in it where another connection of mine has gone (ipe, pusher-fake)', () =>
    given(({ server, pusher, pass }) => {
      server.answer = only('pusher:subscribe', list('presence-a', [['me'], ['b']]));
      const channel = pusher.channel('presence-a');
      const [members, left] = [listen(channel.members$), listen(channel.left$)];
      pass(10);
      for (const user_id of ['me', 'b']) server.say(event('presence-a', 'pusher_internal:member_removed', { user_id }));
      expect(members.values.map((each) => here(each).map(([id]) => id))).toEqual([['me', 'b'], ['me']]);
      expect(left.values.map(({ id }) => id)).toEqual(['b']);
    }));
});

describe('endpoints', () => {
  it.each(['private-a', 'presence-a'] as const)('may say null of what they leave out: %s', (name) =>
    given(
      ({ server, pusher, errors, pass }) => {
        const heard = listen(pusher.channel(name));
        pass(10);
        expect([heard.error, errors]).toEqual([undefined, []]);
        // Presence without a member is that of the signed-in user.
        expect(server.wire()).toEqual([...(name === 'presence-a' ? ['signin'] : []), `subscribe ${name}`]);
        expect(server.sockets).toHaveLength(1);
      },
      {
        channelAuthorization: () => [
          { auth: 'key:s', channel_data: null, shared_secret: null } as unknown as ChannelAuthorization,
        ],
      },
    ),
  );
});

describe('slanger', () => {
  it('leaves you out of the list, and announces you to yourself: you are a member, and did not join', () =>
    given(({ server, pusher, pass }) => {
      server.answer = only('pusher:subscribe', list('presence-a', [['b']]));
      const channel = pusher.channel('presence-a');
      const [members, joined] = [listen(channel.members$), listen(channel.joined$)];
      pass(10);
      server.say(event('presence-a', 'pusher_internal:member_added', { user_id: 'me', user_info: { name: 'Me' } }));
      expect(members.values.map(({ count, me }) => [count, me.id])).toEqual([
        [2, 'me'],
        [2, 'me'],
      ]);
      expect(joined.values).toEqual([]);
      server.socket.drop();
      pass(10_000);
      expect(joined.values).toEqual([]);
    }));
});
