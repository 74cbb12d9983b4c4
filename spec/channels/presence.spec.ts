import { Observable } from 'rxjs';
import { createPresence } from '../../lib/channels/kinds/presence.js';
import type { Member, Members, PusherOptions } from '../../lib/index.js';
import type { WireFrame } from '../../lib/protocol/frame.js';
import { errorLike } from '../support/error-like.js';
import { clientOf, event, FakeServer, list, success } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';

const ids = (members: Members | undefined) => [...(members ?? [])].map(({ id }) => id);
const added = (user_id: unknown, user_info?: unknown) =>
  event('presence-a', 'pusher_internal:member_added', { user_id, user_info });
const removed = (user_id: unknown) => event('presence-a', 'pusher_internal:member_removed', { user_id });

/** A client in presence-a, where the server lists these members. */
const present = (
  play: (given: ReturnType<typeof setUp>) => void,
  ...members: readonly (readonly [id: string | number, info?: unknown])[]
) => inTime(({ pass }) => play(setUp(pass, members)));

const setUp = (
  pass: (ms: number) => void,
  members: readonly (readonly [id: string | number, info?: unknown])[],
  answer: FakeServer['answer'] = () => [list('presence-a', members)],
  options: Partial<PusherOptions> = {},
) => {
  const server = new FakeServer();
  server.answer = answer;
  const pusher = clientOf(server, options);
  const channel = pusher.channel<'presence-a', { x: unknown }, { name: string } | null>('presence-a');
  const snapshots = listen(channel.members$);
  const [joined, left, errors] = [listen(channel.joined$), listen(channel.left$), listen(pusher.errors$)];
  pass(10);
  return { server, pusher, channel, pass, snapshots: snapshots.values, joined, left, errors: errors.values };
};

describe('members$', () => {
  it('does not report the failure of the connection, for state$ has told it', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      listen(pusher.channel('presence-a').members$);
      const { values: errors } = listen(pusher.errors$);
      pass(10);
      server.socket.drop(4001);
      pass(10);
      expect(errors).toEqual([]);
    }));

  it('lists the members in the server’s order, which is not that of their ids', () =>
    present(
      ({ snapshots: [members], server }) => {
        expect(server.wire()).toEqual(['subscribe presence-a']);
        expect([...members!]).toEqual([
          { id: '10', info: { name: 'Ten' } },
          { id: 'me', info: null },
          { id: '2', info: null },
        ]);
        expect(members).toMatchObject({ count: 3, stale: false });
      },
      ['10', { name: 'Ten' }],
      ['me'],
      ['2'],
    ));

  it('gives ids as strings, also where the server has numbers', () =>
    present(
      ({ server, snapshots, joined, left }) => {
        server.say(added(8), removed(7));
        expect(snapshots.map(ids)).toEqual([
          ['me', '7'],
          ['me', '7', '8'],
          ['me', '8'],
        ]);
        expect([joined.values[0]?.id, left.values[0]?.id]).toEqual(['8', '7']);
        expect(snapshots[0]?.has('7')).toBe(true);
      },
      ['me'],
      [7],
    ));

  it('knows me, as the server has it', () =>
    present(
      ({ server, snapshots }) => {
        expect(snapshots[0]!.me).toEqual({ id: 'me', info: { name: 'listed' } });
        server.say(added('me', { name: 'changed' }));
        expect(snapshots[1]!.me).toEqual({ id: 'me', info: { name: 'changed' } });
        expect(snapshots[0]!.me.info).toEqual({ name: 'listed' });
      },
      ['me', { name: 'listed' }],
    ));

  it('gives snapshots that stay as they were', () =>
    present(
      ({ server, snapshots }) => {
        server.say(added('b'), removed('a'), added('c'), removed('b'), added('b'));
        const others = snapshots.map((each) => ids(each).filter((id) => id !== 'me'));
        expect(others).toEqual([['a'], ['a', 'b'], ['b'], ['b', 'c'], ['c'], ['c', 'b']]);
        expect(snapshots.map(({ count }) => count)).toEqual([2, 3, 2, 3, 2, 3]);
        expect(snapshots[1]!.get('b')).toEqual({ id: 'b', info: undefined });
        expect(snapshots[0]!.get('b')).toBeUndefined();
      },
      ['me'],
      ['a'],
    ));

  it('replays the present snapshot', () =>
    present(
      ({ server, channel }) => {
        server.say(added('b'));
        expect(listen(channel.members$).values.map(ids)).toEqual([['me', 'b']]);
      },
      ['me'],
    ));

  it('is not misled by ids that are names of every object', () =>
    present(
      ({ snapshots: [members] }) => {
        expect(ids(members)).toEqual(['constructor', '__proto__', 'me']);
        expect(members!.has('toString')).toBe(false);
      },
      ['constructor'],
      ['__proto__'],
      ['me'],
    ));

  it('knows nothing of who is in the list by name only', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.answer = () => [success('presence-a', { presence: { ids: ['me', 'constructor'], hash: {} } })];
      const members = listen(clientOf(server).channel('presence-a').members$);
      pass(10);
      expect(members.values[0]!.get('constructor')).toEqual({ id: 'constructor', info: undefined });
    }));

  it('counts yourself in where the server’s list leaves you out', () =>
    present(
      ({ server, snapshots, joined }) => {
        expect(ids(snapshots[0])).toEqual(['b', 'me']);
        server.say(added('me', { name: 'Me' }));
        expect([ids(snapshots.at(-1)), joined.values]).toEqual([['b', 'me'], []]);
      },
      ['b'],
    ));

  it('reports a list and changes that are none, and goes on', () =>
    present(
      ({ server, snapshots, errors, pass }) => {
        server.say(added(undefined), removed({}), event('presence-a', 'pusher_internal:member_added'));
        server.answer = () => [event('presence-a', 'pusher_internal:subscription_succeeded')];
        server.socket.drop();
        pass(10_000);
        expect(errors).toEqual(Array(4).fill(errorLike({ _tag: 'DecodeError', channel: 'presence-a' })));
        expect(snapshots.at(-1)).toMatchObject({ stale: true, count: 1 });
      },
      ['me'],
    ));

  it('has you in it as long as you are subscribed, whatever the server says of you', () =>
    present(
      ({ server, snapshots, joined, left, pass }) => {
        server.say(removed('me'), removed('me'), added('b'), removed('me'));
        expect(snapshots.map(ids)).toEqual([
          ['me', 'a'],
          ['me', 'a', 'b'],
        ]);
        expect(snapshots.every((each) => each.has(each.me.id))).toBe(true);
        server.say(added('me', { name: 'again' }));
        expect(snapshots.at(-1)!.me).toEqual({ id: 'me', info: { name: 'again' } });
        expect([joined.values.map(({ id }) => id), left.values]).toEqual([['b'], []]);
        server.say(removed('me'));
        server.socket.drop();
        pass(10_000);
        expect([ids(snapshots.at(-1)), left.values.map(({ id }) => id)]).toEqual([['me', 'a'], ['b']]);
      },
      ['me'],
      ['a'],
    ));

  it('keeps changes that come before the list until it is there, and ignores those of a subscription that is over', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.answer = () => undefined;
      const members = listen(clientOf(server).channel('presence-a').members$);
      pass(10);
      server.say(added('early'), list('presence-a', [['me']]));
      server.say(event('presence-a', 'pusher:subscription_error', {}), added('late'));
      expect(members.values.map((each) => [...ids(each), each.stale])).toEqual([
        ['me', false],
        ['me', 'early', false],
        ['me', 'early', true],
      ]);
    }));
});

describe('a list that is odd', () => {
  const begin = (data: unknown, play: (given: ReturnType<typeof setUp>) => void) =>
    inTime(({ pass }) => {
      const given = setUp(pass, [], () => [event('presence-a', 'pusher_internal:subscription_succeeded', data)]);
      play(given);
    });
  const UNREADABLE = [
    undefined,
    null,
    7,
    'no',
    [],
    {},
    { presence: null },
    { presence: [] },
    { presence: { count: 3 } },
  ];
  const READABLE = [
    { presence: { hash: { me: null }, count: 1 } },
    { presence: { ids: { '1.2': 'me' }, hash: [] } },
    { presence: { ids: ['me', '', null], hash: null } },
    { presence: { ids: [], hash: [], count: 0 } },
  ];

  it.each(UNREADABLE)('and says nothing is reported, and begins with you: %j', (data) =>
    begin(data, ({ server, snapshots, joined, left, errors }) => {
      expect(errors).toEqual([errorLike({ _tag: 'DecodeError', channel: 'presence-a' })]);
      expect(snapshots.map((each) => [...each])).toEqual([[{ id: 'me', info: { name: 'Me' } }]]);
      expect(snapshots[0]).toMatchObject({ count: 1, stale: false });
      server.say(added('b'), removed('b'));
      expect(snapshots.slice(1).map(ids)).toEqual([['me', 'b'], ['me']]);
      expect([joined.values, left.values].map((list) => list.map(({ id }) => id))).toEqual([['b'], ['b']]);
    }),
  );

  it.each(READABLE)('and names who is there is a list: %j', (data) =>
    begin(data, ({ server, snapshots, errors }) => {
      server.say(added('b'));
      expect(snapshots.map(ids)).toEqual([['me'], ['me', 'b']]);
      expect(errors).toEqual([]);
    }),
  );

  it.each(UNREADABLE)('after a reconnect leaves the last one as it was, stale, and changes go on from it: %j', (data) =>
    present(
      ({ server, snapshots, joined, left, errors, pass }) => {
        server.answer = () => [event('presence-a', 'pusher_internal:subscription_succeeded', data)];
        server.socket.drop();
        pass(10_000);
        expect(errors).toEqual([errorLike({ _tag: 'DecodeError' })]);
        server.say(added('c'), removed('b'));
        expect(snapshots.map((each) => [...ids(each), each.stale])).toEqual([
          ['me', 'b', false],
          ['me', 'b', true],
          ['me', 'b', 'c', true],
          ['me', 'c', true],
        ]);
        expect([joined.values, left.values].map((list) => list.map(({ id }) => id))).toEqual([['c'], ['b']]);
        server.answer = () => [list('presence-a', [['me'], ['d']])];
        server.socket.drop();
        pass(10_000);
        expect([...ids(snapshots.at(-1)), snapshots.at(-1)!.stale]).toEqual(['me', 'd', false]);
      },
      ['me'],
      ['b'],
    ),
  );

  it('is begun by whoever is announced before there is one', () => {
    const presence = createPresence('presence-a', () => undefined, jest.fn());
    const joined = listen(new Observable<Member>((subscriber) => presence.joined.add(subscriber)));
    presence.authorized?.({ auth: '', channel_data: '{"user_id":"me"}' });
    presence.control?.(added('b') as WireFrame);
    expect([ids(presence.members.value), joined.values]).toEqual([['me', 'b'], [{ id: 'b', info: undefined }]]);
  });

  it('reports changes that are odd, each for itself', () =>
    present(
      ({ server, snapshots, joined, left, errors }) => {
        const odd = [undefined, null, '', {}, [], true];
        for (const id of odd) server.say(added(id), removed(id));
        server.say(added('b'), removed('b'));
        expect(errors).toEqual(Array(2 * odd.length).fill(errorLike({ _tag: 'DecodeError', channel: 'presence-a' })));
        expect(snapshots.map(ids)).toEqual([['me'], ['me', 'b'], ['me']]);
        expect([joined.values.length, left.values.length]).toEqual([1, 1]);
      },
      ['me'],
    ));
});

describe('ids that are long numbers', () => {
  const [own, other, third] = ['1234567890123456789', '1234567890123456788', '1234567890123456790'];
  /** A client whose user is the first of them, and a server that says so in text or, as some do, in the frame itself. */
  const numbered = (
    inText: boolean,
    listed: string,
    play: (given: ReturnType<typeof setUp> & { frame: (name: string, data: string) => string }) => void,
  ) =>
    inTime(({ pass }) => {
      const frame = (name: string, data: string) =>
        `{"event":"pusher_internal:${name}","channel":"presence-a","data":${inText ? JSON.stringify(data) : data}}`;
      const authorization = { auth: 'key:s', channel_data: `{"user_id":${own},"user_info":{"name":"Own"}}` };
      const given = setUp(pass, [], () => [frame('subscription_succeeded', listed) as unknown as object], {
        channelAuthorization: () => [authorization],
      });
      play({ ...given, frame });
    });
  const hash = `"hash":{"${other}":{"name":"Other"},"${own}":{"name":"Own"}}`;

  it.each([true, false])('are nobody else’s, and me is me (in text: %p)', (inText) =>
    numbered(inText, `{"presence":{"ids":[${other},${own}],${hash}}}`, ({ server, snapshots, joined, left, frame }) => {
      expect([...snapshots[0]!]).toEqual([
        { id: other, info: { name: 'Other' } },
        { id: own, info: { name: 'Own' } },
      ]);
      expect(snapshots[0]!.me).toEqual({ id: own, info: { name: 'Own' } });
      server.say(
        frame('member_added', `{"user_id":${third},"user_info":{"id":${third}}}`),
        frame('member_removed', `{"user_id":${other}}`),
      );
      expect(snapshots.slice(1).map(ids)).toEqual([
        [other, own, third],
        [own, third],
      ]);
      expect(joined.values).toEqual([{ id: third, info: { id: Number(third) } }]);
      expect(left.values.map(({ id }) => id)).toEqual([other]);
    }),
  );

  it('are not taken for somebody whose id is the number they are rounded to', () => {
    const rounded = String(Number(own));
    numbered(
      true,
      `{"presence":{"ids":[${rounded},${own}],"hash":{"${rounded}":{"name":"Round"}}}}`,
      ({ snapshots }) => {
        expect(ids(snapshots[0])).toEqual([rounded, own]);
        expect(snapshots[0]!.me.id).toBe(own);
      },
    );
  });

  it.each([true, false])('are me where the list leaves me out (in text: %p)', (inText) =>
    numbered(inText, `{"presence":{"ids":[${other}]}}`, ({ snapshots }) => {
      expect(ids(snapshots[0])).toEqual([other, own]);
      expect(snapshots[0]!.me).toEqual({ id: own, info: { name: 'Own' } });
    }),
  );

  it('are one person where the server itself has rounded them: me is there once, by the server’s name', () => {
    const rounded = String(Number(own));
    numbered(true, `{"presence":{"ids":[${rounded},"b"],"hash":{"${rounded}":{"name":"Own"}}}}`, (given) => {
      const { server, snapshots, left, frame } = given;
      expect(ids(snapshots[0])).toEqual([rounded, 'b']);
      expect(snapshots[0]!.me).toEqual({ id: rounded, info: { name: 'Own' } });
      server.say(frame('member_removed', `{"user_id":${rounded}}`));
      expect([snapshots.length, left.values]).toEqual([1, []]);
    });
  });

  it('are not taken for rounded ones where they are texts', () =>
    inTime(({ pass }) => {
      const rounded = String(Number(own));
      const { snapshots } = setUp(pass, [[rounded]], undefined, {
        channelAuthorization: () => [{ auth: 'key:s', channel_data: `{"user_id":"${own}"}` }],
      });
      expect(ids(snapshots[0])).toEqual([rounded, own]);
    }));
});

describe('joined$ and left$', () => {
  it('tell true changes only: not the first list, not who is there already, not who never was', () =>
    present(
      ({ server, snapshots, joined, left }) => {
        server.say(
          added('b', { name: 'B' }),
          added('b', { name: 'B2' }),
          removed('nobody'),
          removed('b'),
          removed('b'),
        );
        expect(joined.values).toEqual([{ id: 'b', info: { name: 'B' } }]);
        expect(left.values).toEqual([{ id: 'b', info: { name: 'B2' } }]);
        expect(snapshots.map(({ count }) => count)).toEqual([1, 2, 2, 1]);
      },
      ['me'],
    ));

  it('tell what has changed across a reconnect, while the last snapshot stays, stale', () =>
    present(
      ({ server, snapshots, joined, left, pass }) => {
        server.answer = () => [list('presence-a', [['new'], ['me'], ['stays']])];
        server.socket.drop();
        expect(snapshots.map((each) => [...ids(each), each.stale])).toEqual([
          ['me', 'stays', 'goes', false],
          ['me', 'stays', 'goes', true],
        ]);
        pass(10_000);
        expect(snapshots).toHaveLength(3);
        expect([...ids(snapshots[2]), snapshots[2]!.stale]).toEqual(['new', 'me', 'stays', false]);
        expect(joined.values.map(({ id }) => id)).toEqual(['new']);
        expect(left.values.map(({ id }) => id)).toEqual(['goes']);
      },
      ['me'],
      ['stays'],
      ['goes'],
    ));

  it('say once that the list may be out of date, however often a connection fails', () =>
    present(
      ({ server, snapshots, pass }) => {
        server.answer = () => undefined;
        for (let i = 0; i < 3; i += 1) {
          server.socket.drop();
          pass(10_000);
        }
        expect(snapshots.map(({ stale }) => stale)).toEqual([false, true]);
      },
      ['me'],
    ));

  it('are warm: members$ that comes after everything else still has everybody', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const channel = clientOf(server).channel('presence-a');
      listen(channel.on('x'));
      pass(10);
      server.say(added('b'));
      expect(listen(channel.members$).values.map(ids)).toEqual([['me', 'b']]);
    }));
});

describe('a presence channel', () => {
  it('says who sent a client event', () =>
    present(
      ({ server, channel }) => {
        const heard = listen(channel);
        server.say({ event: 'client-x', channel: 'presence-a', data: '1', user_id: 'b' });
        server.say({ event: 'client-x', channel: 'presence-a', data: '1', user_id: 7 });
        expect(heard.values).toMatchObject([{ userId: 'b' }, { userId: '7' }]);
      },
      ['me'],
    ));

  it('without channel_data signs in by itself, once a session, and is the user', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const { answer } = server;
      server.answer = (frame, socket) =>
        frame.event === 'pusher:subscribe' ? [list(frame.data!.channel, [['other']])] : answer(frame, socket);
      const pusher = clientOf(server, { channelAuthorization: () => [{ auth: 'key:signature' }] });
      const me = (name: 'presence-a' | 'presence-b') => {
        const members = listen(pusher.channel(name).members$);
        pass(10);
        return members.values.map((snapshot) => snapshot.me.id);
      };
      expect([me('presence-a'), me('presence-b')]).toEqual([['u1'], ['u1']]);
      expect(server.wire()).toEqual(['signin', 'subscribe presence-a', 'subscribe presence-b']);
    }));

  it('is nobody where the signed data says nobody, not even who was signed in on the last connection', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const authorization: { auth: string; channel_data?: string } = { auth: 'key:signature' };
      const pusher = clientOf(server, { channelAuthorization: () => [authorization] });
      const channel = pusher.channel('presence-a');
      const members = listen(channel.members$);
      pass(10);
      authorization.channel_data = '{}';
      server.answer = () => [list('presence-a', [['other']])];
      server.socket.drop();
      pass(10_000);
      expect(members.values.at(-1)).toMatchObject({ count: 1, me: { id: '' } });
    }));

  it('whose sign-in stays without answer fails in time', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.answer = () => undefined;
      const heard = listen(
        clientOf(server, { channelAuthorization: () => [{ auth: 'key:signature' }] }).channel('presence-a'),
      );
      pass(15_010);
      expect(heard.error).toEqual(errorLike({ _tag: 'SigninTimeout' }));
      expect(server.wire()).toEqual(['signin']);
    }));
});
