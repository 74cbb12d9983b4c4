import { of } from 'rxjs';
import { createPusherServer } from '../../lib/server/index.js';
import { errorLike } from '../support/error-like.js';
import { listen } from '../support/listen.js';

const fetch = jest.fn(() => of({ status: 200, text: () => of('{"channels":{},"occupied":true,"users":[]}') }));
const server = createPusherServer({ appId: '3', key: 'k', secret: 's', cluster: 'eu', fetch: fetch as never });
const any = server as unknown as Record<string, (...args: unknown[]) => unknown>;
const event = { channel: 'a', name: 'e', data: 'x' };
beforeEach(() => fetch.mockClear());

const thrownBy = (call: () => unknown): unknown => {
  try {
    call();
  } catch (error) {
    return error;
  }
  return 'nothing thrown';
};

describe('a part of an argument that has another name here', () => {
  it.each<readonly [string, () => unknown, string, string]>([
    ['trigger', () => any['trigger']!('a', 'e', 'x', { socket_id: '1.2' }), 'socket_id', 'use socketId'],
    ['trigger', () => any['trigger']!('a', 'e', 'x', { infos: 'x' }), 'infos', 'not one of socketId, info'],
    ['trigger', () => any['trigger']!('a', 'e', 'x', { ['__proto__x']: 1 }), '__proto__x', 'not one of'],
    ['trigger', () => any['trigger']!('a', 'e', 'x', { toString: 'x' }), 'toString', 'not one of'],
    [
      'trigger',
      () => any['trigger']!('a', 'e', 'x', JSON.parse('{"__proto__":"x"}') as object),
      '__proto__',
      'not one of',
    ],
    ['triggerBatch', () => any['triggerBatch']!([event, { ...event, socket_id: '1.2' }]), 'socket_id', 'use socketId'],
    ['triggerBatch', () => any['triggerBatch']!([{ channel: 'a', event: 'e', data: 'x' }]), 'event', 'use name'],
    ['triggerBatch', () => any['triggerBatch']!([{ ...event, channels: ['a'] }]), 'channels', 'use channel'],
    ['channels', () => any['channels']!({ filter_by_prefix: 'presence-' }), 'filter_by_prefix', 'use prefix'],
    ['channels', () => any['channels']!({ attributes: 'x' }), 'attributes', 'not one of prefix, info'],
    ['channel', () => any['channel']!('a', { prefix: 'x' }), 'prefix', 'not one of info'],
    ['get', () => any['get']!({ path: '/x', query: {} }), 'query', 'use params'],
    ['get', () => any['get']!({ path: '/x', body: {} }), 'body', 'not one of path, params'],
    ['post', () => any['post']!({ path: '/x', body: {}, data: {} }), 'data', 'not one of path, body, params'],
  ])('is refused by its name: %s', (_, call, argument, reason) => {
    const error = thrownBy(call);
    expect(error).toMatchObject({ _tag: 'ArgumentError', argument, reason: expect.stringContaining(reason) as string });
    expect((error as Error).message).toContain(`${argument}: ${reason}`);
  });

  it('fails its value alone in a stream', () => {
    const heard = listen(
      of(event, { ...event, socket_id: '1.2' }).pipe(server.publish((value) => value, { within: 0 })),
    );
    expect(heard.values).toMatchObject([
      { status: 'failed', error: { _tag: 'ArgumentError', argument: 'socket_id' } },
      { status: 'published', values: [event] },
    ]);
  });

  it('is not minded where it is undefined, as with options', () => {
    listen(
      any['trigger']!('a', 'e', 'x', { socket_id: undefined, socketId: undefined }) as ReturnType<
        typeof server.trigger
      >,
    );
    expect(fetch).toHaveBeenCalledTimes(1);
  });
});

describe('an argument that is none', () => {
  const noText = { toString: 1, valueOf: 1 };

  it.each([
    undefined,
    null,
    7,
    1n,
    true,
    {},
    noText,
    Object.create(null) as object,
    Symbol('a'),
    () => 'a',
    new Set(['a']),
  ])('is no channel and no event: %p', (name) => {
    const channelless = errorLike({ _tag: 'ChannelNameError' });
    for (const call of [
      () => any['trigger']!(name, 'e', 'x'),
      () => any['trigger']!(['a', name], 'e', 'x'),
      () => any['triggerBatch']!([{ ...event, channel: name }]),
      () => any['channel']!(name),
      () => any['users']!(name),
      () => any['authorizeChannel']!('1.2', name),
    ])
      expect(call).toThrow(channelless);
    for (const call of [() => any['trigger']!('a', name, 'x'), () => any['triggerBatch']!([{ ...event, name }])])
      expect(call).toThrow(errorLike({ _tag: 'EventNameError' }));
  });

  it('is no list of channels, nor one with holes', () => {
    // eslint-disable-next-line no-sparse-arrays -- the matter of this spec
    for (const channels of [[, 'a'], new Array(2)])
      expect(() => any['trigger']!(channels, 'e', 'x')).toThrow(errorLike({ _tag: 'ChannelNameError' }));
    expect(() => any['triggerBatch']!(new Array(2))).toThrow(errorLike({ argument: 'event' }));
  });

  it.each([[], ['user_count'], '', 7, true, null, {}, noText])('is no info: %p', (info) => {
    for (const call of [
      () => any['trigger']!('a', 'e', 'x', { info }),
      () => any['triggerBatch']!([{ ...event, info }]),
      () => any['channels']!({ info }),
      () => any['channel']!('a', { info }),
    ])
      expect(call).toThrow(errorLike({ _tag: 'ArgumentError', argument: 'info' }));
  });

  it.each([null, 7, 'socketId=1.2', [], [{ socketId: '1.2' }], () => ({})])('is no params: %p', (params) => {
    for (const call of [
      () => any['trigger']!('a', 'e', 'x', params),
      () => any['channels']!(params),
      () => any['channel']!('a', params),
      () => any['get']!({ path: '/x', params }),
      () => any['post']!({ path: '/x', body: {}, params }),
    ])
      expect(call).toThrow(errorLike({ _tag: 'ArgumentError', argument: 'params' }));
  });

  it.each([undefined, null, 7, 'a', {}, new Set([event])])('is no batch: %p', (events) => {
    expect(() => any['triggerBatch']!(events)).toThrow(errorLike({ _tag: 'ArgumentError', argument: 'events' }));
  });

  it.each([undefined, null, 7, 'a', [], [event], () => event])('is no event of a batch: %p', (one) => {
    expect(() => any['triggerBatch']!([event, one])).toThrow(errorLike({ _tag: 'ArgumentError', argument: 'event' }));
    expect(listen(of(1).pipe(server.publish(() => one as never))).values).toMatchObject([
      { status: 'failed', values: [1], error: { _tag: 'ArgumentError', argument: 'event' } },
    ]);
  });

  it('is no prefix, request or function', () => {
    for (const prefix of [7, null, {}, ['presence-']])
      expect(() => any['channels']!({ prefix })).toThrow(errorLike({ argument: 'prefix' }));
    for (const request of [undefined, null, '/channels', ['/channels']]) {
      expect(() => any['get']!(request)).toThrow(errorLike({ argument: 'request' }));
      expect(() => any['post']!(request)).toThrow(errorLike({ argument: 'request' }));
    }
    for (const toEvent of [undefined, null, event, of(event)])
      expect(() => any['publish']!(toEvent)).toThrow(errorLike({ argument: 'toEvent' }));
    for (const [option, value] of [
      ['batchSize', 5],
      ['size', 11],
      ['size', '5'],
    ] as const)
      expect(() => any['publish']!(() => event, { [option]: value })).toThrow(
        errorLike({ _tag: 'OptionError', option }),
      );
    expect(() => any['publish']!(() => event, null)).toThrow(errorLike({ _tag: 'OptionError' }));
  });

  it('sends nothing, and neither does what is right before somebody subscribes', () => {
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe('numbers as params', () => {
  it('go into the query, signed as they are sent', () => {
    listen(
      server.get({ path: '/channels', params: { limit: 7, exact: true, none: undefined, filter_by_prefix: 'a' } }),
    );
    const [[url]] = fetch.mock.calls as unknown as [[string]];
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      limit: '7',
      exact: 'true',
      filter_by_prefix: 'a',
    });
    expect(new URL(url).searchParams.has('none')).toBe(false);
  });
});
