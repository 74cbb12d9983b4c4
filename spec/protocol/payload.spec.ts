import type { Either } from 'fp-ts/Either';
import fc from 'fast-check';
import { decodeData } from '../../lib/protocol/codec.js';
import * as payload from '../../lib/protocol/payload.js';

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
    expect(valueOf(decodeData(payload.PresenceList, encode(data)))).toEqual(data);
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
    expect(valueOf(decodeData(payload.WatchlistEvents, encode(data)))).toEqual(data);
  });

  it('is an encrypted event', () => {
    const data = { nonce: 'bm9uY2U=', ciphertext: 'Y2lwaGVy' };
    expect(valueOf(decodeData(payload.EncryptedPayload, encode(data)))).toEqual(data);
  });
});

describe('what servers leave out', () => {
  it('is the activity timeout of a handshake: absent or null', () => {
    expect(valueOf(decodeData(payload.ConnectionEstablished, '{"socket_id":"1.2"}'))).toEqual({ socket_id: '1.2' });
    expect(
      valueOf(decodeData(payload.ConnectionEstablished, { socket_id: '1.2', activity_timeout: null })),
    ).toHaveProperty('activity_timeout', null);
  });

  it('is the code of an error: null (ipe) or absent (slanger)', () => {
    expect(valueOf(decodeData(payload.ErrorPayload, { code: null, message: 'no' }))).toHaveProperty('code', null);
    expect(valueOf(decodeData(payload.ErrorPayload, '{"message":"no"}'))).toEqual({ message: 'no' });
    expect(valueOf(decodeData(payload.ErrorPayload, {}))).toEqual({});
  });

  it('is the count and the info of presence', () => {
    expect(valueOf(decodeData(payload.PresenceList, { presence: { ids: [], hash: {} } }))).toBeDefined();
    expect(valueOf(decodeData(payload.MemberAdded, { user_id: '3' }))).toEqual({ user_id: '3' });
  });
});

describe('ids', () => {
  it('are strings always, though servers send numbers', () => {
    const list = { presence: { ids: [2, '1', 10], hash: { 2: null } } };
    expect(valueOf(decodeData(payload.PresenceList, list)).presence.ids).toEqual(['2', '1', '10']);
    expect(valueOf(decodeData(payload.MemberRemoved, { user_id: 10 }))).toEqual({ user_id: '10' });
    expect(valueOf(decodeData(payload.UserData, { id: 7, watchlist: [8] }))).toEqual({ id: '7', watchlist: ['8'] });
    expect(
      valueOf(decodeData(payload.WatchlistEvents, { events: [{ name: 'online', user_ids: [1] }] })).events[0]?.user_ids,
    ).toEqual(['1']);
  });

  it('keep the order of the server', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat()), (ids) => {
        const hash = Object.fromEntries(ids.map((id) => [id, null]));
        const { presence } = valueOf(decodeData(payload.PresenceList, JSON.stringify({ presence: { ids, hash } })));
        expect(presence.ids).toEqual(ids.map(String));
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
    ['an error with a text as code', payload.ErrorPayload, { code: '4001' }],
    ['presence without a list', payload.PresenceList, {}],
    ['a member without an id', payload.MemberAdded, { user_info: {} }],
    ['a count that is a text', payload.SubscriptionCount, { subscription_count: '3' }],
    ['a user that is no JSON', payload.SigninSuccess, { user_data: '{' }],
    ['a user without an id', payload.SigninSuccess, { user_data: '{}' }],
    ['an encrypted event in the clear', payload.EncryptedPayload, { x: 1 }],
    ['an authorization without a signature', payload.ChannelAuthorization, { channel_data: '{}' }],
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
