import { expectTypeOf } from 'expect-type';
import { of } from 'rxjs';
import type { ChannelResult, TriggerResult } from '../../lib/server/index.js';
import { codecs, decodeAnswer } from '../../lib/server/results.js';

const decode = (codec: keyof typeof codecs, value: unknown): unknown => {
  const request = { method: 'GET', path: '/apps/3/x', params: {}, body: undefined } as const;
  let result: unknown;
  of({ request, status: 200, body: JSON.stringify(value), value })
    .pipe(decodeAnswer<unknown>(codecs[codec]))
    .subscribe({ next: (decoded) => (result = decoded), error: (error: unknown) => (result = error) });
  return result;
};

describe('an answer of the API', () => {
  it.each([
    ['Triggered', {}],
    ['Triggered', { channels: { 'presence-x': { user_count: 42, subscription_count: 51 }, a: {} } }],
    ['BatchTriggered', { batch: [{ subscription_count: 1 }, {}] }],
    ['ChannelList', { channels: { 'presence-x': { user_count: 1 } } }],
    ['State', { occupied: true, user_count: 42, subscription_count: 42, cache: { data: '{}', ttl: 60 } }],
    ['State', { occupied: false, cache: null }],
    ['UserList', { users: [{ id: '1' }] }],
    ['Accepted', { ok: true }],
  ] as const)('is taken as %s: %j', (codec, value) => {
    expect(decode(codec, value)).toEqual(value);
  });

  it('has ids that are strings, and no list where PHP writes an empty one for no channels', () => {
    expect(decode('UserList', { users: [{ id: 7 }] })).toEqual({ users: [{ id: '7' }] });
    expect(decode('ChannelList', { channels: [] })).toEqual({ channels: {} });
  });

  it.each([
    ['ChannelList', {}],
    ['ChannelList', { channels: { x: { user_count: 'many' } } }],
    ['State', { occupied: 'yes' }],
    ['UserList', { users: {} }],
    ['Triggered', 'ok'],
  ] as const)('is refused as %s: %j', (codec, value) => {
    expect(decode(codec, value)).toMatchObject({
      _tag: 'ApiAnswerError',
      path: '/apps/3/x',
      body: JSON.stringify(value),
    });
  });
});

describe('the type of an answer', () => {
  it('has what was asked for, and nothing else', () => {
    expectTypeOf<NonNullable<TriggerResult<'user_count'>['channels']>[string]>().toEqualTypeOf<{
      readonly user_count?: number;
    }>();
    expectTypeOf<ChannelResult<'user_count,cache'>>().toHaveProperty('cache');
    expectTypeOf<ChannelResult<'user_count,cache'>>().not.toHaveProperty('subscription_count');
    expectTypeOf<ChannelResult<never>>().not.toHaveProperty('user_count');
    expectTypeOf<ChannelResult>().toHaveProperty('subscription_count');
  });
});
