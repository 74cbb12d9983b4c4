import type { Either } from 'fp-ts/Either';
import fc from 'fast-check';
import type { Decoder } from 'io-ts';
import { decodeData } from '../../lib/protocol/codec.js';
import * as payload from '../../lib/protocol/payload.js';
import { runs } from '../fuzz/runs.js';

const valueOf = <A>(decoded: Either<unknown, A>): A => {
  if (decoded._tag === 'Left') throw new Error(JSON.stringify(decoded.left));
  return decoded.right;
};
/** How servers encode one and the same data: as JSON in a string, or left as an object. */
const ENCODINGS = [
  ['a string', (value: unknown): unknown => JSON.stringify(value)],
  ['an object', (value: unknown): unknown => value],
] as const;

describe.each(ENCODINGS)('a payload sent as %s', (_, encode) => {
  it('is a handshake', () => {
    const data = { socket_id: '131160.155806628', activity_timeout: 120 };
    expect(valueOf(decodeData(payload.ConnectionEstablished, encode(data)))).toEqual(data);
  });

  it('is an error (an object from soketi, Sockudo and ipe; a string from Reverb, zatat and slanger)', () => {
    const data = { code: 4001, message: 'App key X not in this cluster.' };
    expect(valueOf(decodeData(payload.ErrorPayload, encode(data)))).toEqual(data);
  });

  it('is a list of presence', () => {
    const data = { presence: { count: 2, ids: ['2', '1'], hash: { 1: { name: 'A' }, 2: null } } };
    const { presence } = valueOf(decodeData(payload.PresenceList, encode(data)));
    expect([...presence.values()]).toEqual([
      { id: '2', info: null },
      { id: '1', info: { name: 'A' } },
    ]);
  });

  it('is a join and a leave', () => {
    const joined = { user_id: '3', user_info: { name: 'C' } };
    expect(valueOf(decodeData(payload.MemberAdded, encode(joined)))).toEqual(joined);
    expect(valueOf(decodeData(payload.MemberRemoved, encode({ user_id: '3' })))).toEqual({ user_id: '3' });
  });

  it('is a count, zero too', () => {
    expect(valueOf(decodeData(payload.SubscriptionCount, encode({ subscription_count: 0 })))).toEqual({
      subscription_count: 0,
    });
  });

  it('is a rejected subscription', () => {
    const data = { type: 'AuthError', error: 'The connection is unauthorized.', status: 401 };
    expect(valueOf(decodeData(payload.SubscriptionErrorPayload, encode(data)))).toEqual(data);
  });

  it('is a sign-in, its user encoded once more or not', () => {
    const user = { id: 'u1', user_info: { name: 'U' }, watchlist: ['u2'] };
    for (const [, inner] of ENCODINGS) {
      expect(valueOf(decodeData(payload.SigninSuccess, encode({ user_data: inner(user) })))).toEqual({
        user_data: user,
      });
    }
  });

  it('is news of the watchlist, keys of tomorrow included', () => {
    const data = {
      events: [
        { name: 'online', user_ids: ['u2'], channel_name: 'x' },
        { name: 'offline', user_ids: [] },
      ],
    };
    const { events } = valueOf(decodeData(payload.WatchlistEvents, encode(data)));
    expect(events.map((event) => valueOf(payload.WatchlistEvent.decode(event)))).toEqual(data.events);
  });

  it('is an encrypted event', () => {
    const data = { nonce: 'bm9uY2U=', ciphertext: 'Y2lwaGVy' };
    expect(valueOf(decodeData(payload.EncryptedPayload, encode(data)))).toEqual(data);
  });
});

const decoded = (name: keyof typeof payload, data: unknown): unknown =>
  valueOf(decodeData((payload as unknown as Readonly<Record<string, Decoder<unknown, unknown>>>)[name]!, data));

describe('what may be missing', () => {
  const optional = [
    ['ConnectionEstablished', { socket_id: '1.2' }, 'activity_timeout', [{}, [], 'soon', '', true, '1/2']],
    ['ErrorPayload', { message: 'no' }, 'code', [{}, [4001], 'Unauthorized', '', false, '0x', 'Infinity']],
    ['ErrorPayload', { code: 4001 }, 'message', [{}, [], 7, true]],
    ['SubscriptionErrorPayload', { error: 'no' }, 'status', [{}, [], 'forbidden', '']],
    ['SubscriptionErrorPayload', { status: 401 }, 'error', [{}, [], 7]],
    ['SubscriptionErrorPayload', { error: 'no' }, 'type', [{}, [], 7]],
    ['UserData', { id: '1' }, 'watchlist', ['u2', 7, true]],
    ['ChannelAuthorization', { auth: 'k:s' }, 'shared_secret', [{}, 7, []]],
    ['ChannelAuthorization', { auth: 'k:s' }, 'channel_data', ['']],
  ] as const;

  it.each(optional)('of %s %j is %s: absent, null, or odd', (name, rest, key, odd) => {
    expect(decoded(name, rest)).toEqual(rest);
    for (const value of [null, ...odd]) {
      const given = decoded(name, { ...rest, [key]: value });
      expect(given).toEqual(rest);
      expect(Object.keys(given as object)).not.toContain(key);
    }
  });

  it('is an info, which may be anything: null is one', () => {
    for (const info of [null, 7, [], '', { user_id: 1 }]) {
      expect(decoded('MemberAdded', { user_id: '3', user_info: info })).toEqual({ user_id: '3', user_info: info });
      expect(decoded('UserData', { id: '3', user_info: info })).toEqual({ id: '3', user_info: info });
    }
    expect(decoded('MemberAdded', { user_id: '3' })).toEqual({ user_id: '3' });
  });
});

describe('what nobody uses', () => {
  it.each([
    ['PresenceList', { presence: { ids: ['1'], hash: {}, count: 'many' } }],
    ['PresenceList', { presence: { ids: ['1'], hash: {}, count: null }, extra: {} }],
    ['MemberAdded', { user_id: '1', event: 7 }],
    ['SubscriptionCount', { subscription_count: 1, channel: null }],
    ['WatchlistEvents', { events: [], cursor: {} }],
  ] as const)('is not looked at: %s %j', (name, data) => {
    expect(decodeData<unknown>(payload[name], data)._tag).toBe('Right');
  });
});

describe('numbers', () => {
  it.each([
    [
      'ConnectionEstablished',
      { socket_id: '1.2', activity_timeout: '120' },
      { socket_id: '1.2', activity_timeout: 120 },
    ],
    [
      'ConnectionEstablished',
      { socket_id: '1.2', activity_timeout: '0.5' },
      { socket_id: '1.2', activity_timeout: 0.5 },
    ],
    ['ErrorPayload', { code: '4001' }, { code: 4001 }],
    ['SubscriptionCount', { subscription_count: '5' }, { subscription_count: 5 }],
    ['SubscriptionCount', { subscription_count: '0' }, { subscription_count: 0 }],
    ['SubscriptionErrorPayload', { status: '401' }, { status: 401 }],
  ] as const)('may be written as text: %s %j', (name, data, value) => {
    expect(decoded(name, data)).toEqual(value);
    expect(decoded(name, JSON.stringify(data))).toEqual(value);
  });
});

describe('one that is odd', () => {
  const ODD = [null, '', true, {}, []];

  it('costs itself and not the list', () => {
    expect(decoded('UserData', { id: 7, watchlist: [8, ...ODD, 'u9'] })).toEqual({ id: '7', watchlist: ['8', 'u9'] });
    expect(decoded('WatchlistEvent', { name: 'online', user_ids: [...ODD, 1, 'b'] })).toEqual({
      name: 'online',
      user_ids: ['1', 'b'],
    });
    expect(decoded('WatchlistEvents', { events: [null, 7, {}] })).toEqual({ events: [null, 7, {}] });
  });

  it('is told from a list that PHP writes as an object', () => {
    expect(decoded('UserData', { id: 7, watchlist: { 0: 'a', 2: 5 } })).toEqual({ id: '7', watchlist: ['a', '5'] });
    expect(decoded('WatchlistEvent', { name: 'online', user_ids: { 3: 'a' } })).toEqual({
      name: 'online',
      user_ids: ['a'],
    });
    expect(decoded('WatchlistEvents', { events: { 1: { name: 'x' } } })).toEqual({ events: [{ name: 'x' }] });
  });
});

describe('ids', () => {
  it('are strings always, though servers send numbers', () => {
    expect(decoded('MemberRemoved', { user_id: 10 })).toEqual({ user_id: '10' });
    expect(decoded('UserData', { id: 7, watchlist: [8] })).toEqual({ id: '7', watchlist: ['8'] });
    expect(decoded('WatchlistEvent', { name: 'online', user_ids: [1] })).toEqual({ name: 'online', user_ids: ['1'] });
  });

  it('come to the last digit, wherever in a payload they are, and nothing else is touched', () => {
    const [long, next] = ['1234567890123456789', '-9007199254740993'];
    const info = `{"user_id":${long},"ids":[${long}]}`;
    const rounded = { user_id: 1234567890123456800, ids: [1234567890123456800] };
    expect(decoded('MemberAdded', `{"user_id":${long},"user_info":${info}}`)).toEqual({
      user_id: long,
      user_info: rounded,
    });
    expect(decoded('MemberRemoved', `{ "user_id" : ${next} }`)).toEqual({ user_id: next });
    const user = `{"id":${long},"watchlist":[${next},1,"x"],"user_info":${info},"profile":{"id":${long}}}`;
    const read = { id: long, watchlist: [next, '1', 'x'], user_info: rounded, profile: { id: 1234567890123456800 } };
    expect(decoded('SigninSuccess', `{"user_data":${user}}`)).toEqual({ user_data: read });
    expect(decoded('SigninSuccess', `{"user_data":${JSON.stringify(user)}}`)).toEqual({ user_data: read });
    expect(decoded('WatchlistEvents', `{"events":[{"name":"online","user_ids":[${long}],"at":${long}}]}`)).toEqual({
      events: [{ name: 'online', user_ids: [long], at: 1234567890123456800 }],
    });
  });

  it('keep the order of the server', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat()), (ids) => {
        const hash = Object.fromEntries(ids.map((id) => [id, null]));
        const { presence } = valueOf(decodeData(payload.PresenceList, JSON.stringify({ presence: { ids, hash } })));
        expect([...presence.keys()]).toEqual(ids.map(String));
      }),
    );
  });

  it.each([[''], [null], [undefined], [true], [{}], [[]]])('are not %j', (id) => {
    expect(payload.Id.decode(id)._tag).toBe('Left');
  });
});

describe('what is refused', () => {
  it.each([
    ['a handshake without socket id', payload.ConnectionEstablished, { activity_timeout: 120 }],
    ['a handshake that is nothing', payload.ConnectionEstablished, undefined],
    ['an error that is a text', payload.ErrorPayload, 'no'],
    ['presence without a list', payload.PresenceList, {}],
    ['a member without an id', payload.MemberAdded, { user_info: {} }],
    ['presence of a number alone', payload.PresenceList, { presence: { count: 3 } }],
    ['presence that is a list', payload.PresenceList, { presence: [] }],
    ['presence in words', payload.PresenceList, { presence: { ids: 'all', hash: 'none' } }],
    ['a count that is no number', payload.SubscriptionCount, { subscription_count: 'three' }],
    ['a count that is nothing', payload.SubscriptionCount, { subscription_count: null }],
    ['news of the watchlist without news', payload.WatchlistEvents, { events: null }],
    ['one without a name', payload.WatchlistEvent, { user_ids: [] }],
    ['one about nobody', payload.WatchlistEvent, { name: 'online' }],
    ['a user that is no JSON', payload.SigninSuccess, { user_data: '{' }],
    ['a user without an id', payload.SigninSuccess, { user_data: '{}' }],
    ['an encrypted event in the clear', payload.EncryptedPayload, { x: 1 }],
    ['an authorization without a signature', payload.ChannelAuthorization, { channel_data: '{}' }],
    ['an authorization of a signature that is null', payload.ChannelAuthorization, { auth: null }],
    [
      'an authorization whose channel_data is not the signed text',
      payload.ChannelAuthorization,
      { auth: 'a', channel_data: {} },
    ],
    ['a user authentication without user_data', payload.UserAuthentication, { auth: 'a' }],
  ])('%s', (_, codec, data) => {
    expect(decodeData<unknown>(codec, data)._tag).toBe('Left');
  });
});

describe('an authorization', () => {
  it('keeps the signed text to the letter', () => {
    const answer = { auth: 'key:signature', channel_data: '{ "user_id" : "1" }', shared_secret: 'c2VjcmV0' };
    expect(payload.ChannelAuthorization.decode(answer)).toEqual({ _tag: 'Right', right: answer });
    const user = { auth: 'key:signature', user_data: '{ "id" : "1" }' };
    expect(payload.UserAuthentication.decode(user)).toEqual({ _tag: 'Right', right: user });
  });
});

describe('JSON inside of JSON', () => {
  it('is told from the value itself by its own codec', () => {
    const codec = payload.jsonOf(payload.UserData);
    expect(codec.is({ id: '1' })).toBe(true);
    expect(codec.is('{"id":"1"}')).toBe(false);
    expect(codec.encode({ id: '1' })).toEqual({ id: '1' });
  });
});

describe('a list of presence', () => {
  const people = (presence: unknown) => [...valueOf(decodeData(payload.PresenceList, { presence })).presence.values()];
  const [a, b] = [{ name: 'A' }, { name: 'B' }];
  const both = [
    { id: 'a', info: a },
    { id: 'b', info: b },
  ];
  const listed = [
    { id: '0', info: a },
    { id: '1', info: b },
  ];

  it.each<[string, unknown, readonly unknown[]]>([
    ['a hash and a count (Rails)', { hash: { a, b }, count: 2 }, both],
    ['a hash, its ids null', { ids: null, hash: { a, b } }, both],
    ['ids that are a map (PHP)', { ids: { '1.2': 'a', '3.4': 'b', '5.6': 'a' }, hash: { a, b } }, both],
    ['ids that leave somebody out', { ids: ['a'], hash: { a, b } }, both],
    ['odd ids among others (ipe)', { ids: ['a', '', null, {}, [], true, 'b'], hash: { a, b, '': {} } }, both],
    ['only odd ids', { ids: ['', null], hash: { a, b } }, both],
    ['infos that are a list (PHP)', { ids: [0, 1], hash: [a, b] }, listed],
    ['infos that are a list alone', { hash: [a, b] }, listed],
    ['infos that are a list, ids that are an empty one', { ids: [], hash: [a, b] }, listed],
    ['ids alone', { ids: ['a', 'b'] }, [{ id: 'a' }, { id: 'b' }]],
    ['ids, and a hash that is null', { ids: ['a'], hash: null }, [{ id: 'a' }]],
    ['ids, and a hash of others', { ids: ['a'], hash: { b } }, [{ id: 'a' }, { id: 'b', info: b }]],
    [
      'ids, and a list of infos that is not theirs',
      { ids: ['a', 'length'], hash: [b] },
      [{ id: 'a' }, { id: 'length' }],
    ],
    ['ids of everybody twice', { ids: ['a', 'b', 'a'], hash: { a, b } }, both],
    ['nobody, by an empty list (PHP)', { ids: [], hash: [], count: 0 }, []],
    ['nobody, by an empty map', { hash: {} }, []],
    ['nobody with a name', { ids: ['__proto__'], hash: {} }, [{ id: '__proto__' }]],
  ])('may be %s', (_, presence, list) => {
    expect(people(presence)).toEqual(list.map((one) => ({ info: undefined, ...(one as object) })));
  });

  it('keeps apart those whose ids are long numbers, each with their own info', () => {
    const ids = ['1234567890123456788', '1234567890123456789'];
    const text = (named: string) => `{"presence":{${named}"hash":{"${ids[0]}":{"name":"A"},"${ids[1]}":{"name":"B"}}}}`;
    for (const named of [`"ids":[${ids.join()}],`, `"ids":{"x":${ids[0]},"y":${ids[1]}},`, '']) {
      const { presence } = valueOf(decodeData(payload.PresenceList, text(named)));
      expect([...presence.values()]).toEqual([
        { id: ids[0], info: a },
        { id: ids[1], info: b },
      ]);
    }
  });

  it('never makes one person of two, whatever the numbers', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n })), (ids) => {
        const text = `{"presence":{"ids":[${ids.join()}],"hash":{${ids.map((one) => `"${one}":"${one}"`).join()}}}}`;
        const { presence } = valueOf(decodeData(payload.PresenceList, text));
        expect([...presence.values()]).toEqual(ids.map((one) => ({ id: String(one), info: String(one) })));
      }),
      runs(200),
    );
  });

  it.each([
    ['texts', (i: number): unknown => `user-${i}`],
    ['numbers', (i: number): unknown => i],
    ['long numbers', (i: number): unknown => 2 ** 60 + i * 2 ** 10],
  ])('may be of 500,000, their ids %s', (_, id) => {
    const ids = Array.from({ length: 500_000 }, (__, i) => id(i));
    const decoded = decodeData(payload.PresenceList, JSON.stringify({ presence: { ids, hash: [] } }));
    expect(valueOf(decoded).presence.size).toBe(500_000);
  });
});
