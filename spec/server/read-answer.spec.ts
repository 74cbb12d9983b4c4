import type { Observable } from 'rxjs';
import { lastValueFrom, of, toArray } from 'rxjs';
import type { PusherServer } from '../../lib/server/index.js';
import { bodyOf, createPusherServer } from '../../lib/server/index.js';
import { failure } from './sandbox-app.js';

const app = { appId: '3', key: 'k', secret: 's', cluster: 'eu' };
const answering = (body: unknown, status = 200): PusherServer => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return createPusherServer({ ...app, fetch: () => of({ status, text: () => of(text) }) as never });
};
const emitted = async <T>(answer$: Observable<unknown>): Promise<T[]> => {
  const all: unknown = await lastValueFrom(answer$.pipe(toArray()));
  return all as T[];
};

const EVENTS = ['a', 'b', 'c'].map((channel) => ({ channel, name: 'e', data: 'x' }));
const INFO = { info: 'user_count,subscription_count' } as const;
const COUNTED = EVENTS.map((event) => ({ ...event, ...INFO }));

describe('an event that was published', () => {
  // What it is answered by in the field: Reverb, laravel-websockets (which repeats the request), proxies, and worse.
  const successes: readonly unknown[] = [
    '',
    ' \n',
    '{}',
    '[]',
    'null',
    '"ok"',
    'true',
    '7',
    'ok',
    'OK\n',
    '<html></html>',
    '{"batch":{}}',
    '{"batch":[]}',
    '{"batch":null,"channels":null}',
    '{"channels":[]}',
    '\ufeff{"channels":{}}',
    { name: 'e', data: 'x', channels: ['a', 'b'], socket_id: null, info: null },
    { batch: EVENTS },
    { channels: { a: null, b: 7, c: [] }, batch: [null, 7, 'x'] },
    { channels: { a: { user_count: 'many' } } },
    { ok: true, error: null, code: 200 },
    { error: null },
    { status: 'ok', code: 0 },
    { error: 'none', code: 200 },
    '{"__proto__":{"channels":{"a":{}}}}',
    '{"channels":{"__proto__":{"user_count":1}},"batch":{"__proto__":[1]}}',
  ];

  it.each(successes)('was published, whatever says so: %j', async (body) => {
    const server = answering(body);
    expect(await emitted(server.trigger(['a', 'b'], 'e', 'x'))).toEqual([{}]);
    expect(await emitted(server.triggerBatch(EVENTS))).toEqual([{}]);
    expect(await emitted(server.sendToUser('u', 'e', 'x'))).toEqual([{}]);
    expect(await emitted(server.terminateUserConnections('u'))).toHaveLength(1);
    expect(await emitted(server.trigger('a', 'e', 'x', INFO))).toHaveLength(1);
    expect(await emitted(server.triggerBatch(COUNTED))).toHaveLength(1);
    expect(await emitted(server.post({ path: '/events', body: {} }))).toHaveLength(1);
    const published = of(...EVENTS).pipe(server.publish((event) => event));
    expect(await emitted(published)).toMatchObject([{ status: 'published', result: {} }]);
  });

  it.each([201, 202, 204])('was published where the status is %i', async (status) => {
    expect(await emitted(answering('', status).trigger('a', 'e', 'x'))).toEqual([{}]);
  });

  it('has the text of the answer at hand, out of the way of copies and prints', async () => {
    const body = '{"batch":{},"took":"3ms","occupied":true,"channels":{},"users":[]}';
    const server = answering(body);
    for (const answer$ of [
      server.triggerBatch(EVENTS),
      server.trigger('a', 'e', 'x'),
      server.terminateUserConnections('u'),
      server.channels(),
      server.channel('a'),
      server.users('a'),
    ]) {
      const [result] = await emitted<object>(answer$);
      expect(bodyOf(result!)).toBe(body);
    }
    const [batch] = await emitted<{ result: object }>(of(...EVENTS).pipe(server.publish((event) => event)));
    expect(bodyOf(batch!.result)).toBe(body);
    expect(bodyOf({})).toBeUndefined();
  });

  it('has counts where they were asked for, as far as they can be read', async () => {
    const channels = {
      a: { user_count: 2, subscription_count: '3' },
      b: { user_count: 'many', subscription_count: 1 },
      c: null,
      d: [],
      e: { user_count: null, subscription_count: -1 },
    };
    expect(await emitted(answering({ channels }).trigger('a', 'e', 'x', INFO))).toEqual([
      {
        channels: {
          a: { user_count: 2, subscription_count: 3 },
          b: { subscription_count: 1 },
          c: {},
          d: {},
          e: {},
        },
      },
    ]);
    expect(await emitted(answering({ channels }).trigger('a', 'e', 'x'))).toEqual([{}]);
  });

  it('has no counts where the answer repeats the names that were asked about', async () => {
    expect(await emitted(answering({ channels: ['a', 'b'] }).trigger(['a', 'b'], 'e', 'x', INFO))).toEqual([{}]);
  });

  it('has counts in the order of a batch, each in its place', async () => {
    const counts = (batch: unknown) => emitted(answering({ batch }).triggerBatch(COUNTED));
    expect(await counts([{ user_count: '1' }, null, { subscription_count: 2 }])).toEqual([
      { batch: [{ user_count: 1 }, {}, { subscription_count: 2 }] },
    ]);
    // PHP's array, when it has lost an element.
    expect(await counts({ 0: { user_count: 1 }, 2: { user_count: 3 } })).toEqual([
      { batch: [{ user_count: 1 }, {}, { user_count: 3 }] },
    ]);
    expect(await counts({ 999_999_999: { user_count: 1 } })).toEqual([{ batch: [{}, {}, {}] }]);
    for (const unreadable of [{}, null, 'x', { a: { user_count: 1 } }]) expect(await counts(unreadable)).toEqual([{}]);
  });

  it('was not where the answer says so, whatever the status', async () => {
    for (const body of ['{"error":"no such app","code":404}', '{"error":"too many","code":"429"}'])
      for (const answer$ of [answering(body).trigger('a', 'e', 'x'), answering(body).triggerBatch(EVENTS)])
        expect(await failure(answer$)).toMatchObject({
          _tag: 'ApiError',
          status: Number(/\d{3}/.exec(body)![0]),
          body,
        });
    for (const status of [0, 199, 302, 400, Number.NaN, '' as never])
      expect(await failure(answering('{}', status).trigger('a', 'e', 'x'))).toMatchObject({ _tag: 'ApiError' });
  });
});

describe('the list of channels', () => {
  const channels = (value: unknown) => emitted(answering({ channels: value }).channels(INFO));

  it.each<readonly [unknown, object]>([
    [
      { a: { user_count: 1 }, b: {} },
      { a: { user_count: 1 }, b: {} },
    ],
    [[], {}],
    [null, {}],
    [
      { a: { user_count: '2' }, b: null, c: [], d: 'x', e: { user_count: {} } },
      { a: { user_count: 2 }, b: {}, c: {}, d: {}, e: {} },
    ],
    // Names 0 and 1, as PHP writes them.
    [[{ subscription_count: 4 }, []], { 0: { subscription_count: 4 }, 1: {} }],
    [['a', 'b'], { a: {}, b: {} }],
    [{ a: { occupied: true, subscription_count: 1 } }, { a: { occupied: true, subscription_count: 1 } }],
  ])('is read from %j', async (given, expected) => {
    expect(await channels(given)).toEqual([{ channels: expected }]);
  });

  it('keeps a channel of any name', async () => {
    const [list] = await emitted<{ channels: object }>(
      answering('{"channels":{"__proto__":{"user_count":1}}}').channels(),
    );
    expect(Object.entries(list!.channels)).toEqual([['__proto__', { user_count: 1 }]]);
    expect(Object.getPrototypeOf(list!.channels)).toBe(Object.prototype);
  });
});

describe('the state of a channel', () => {
  const state = (value: unknown) => emitted(answering(value).channel('cache-a', { info: 'cache' }));

  it.each<readonly [unknown, object]>([
    [
      { occupied: true, user_count: 42, subscription_count: '42' },
      { occupied: true, user_count: 42, subscription_count: 42 },
    ],
    [{ occupied: 'true', user_count: null }, { occupied: true }],
    [{ occupied: 0, subscription_count: {} }, { occupied: false }],
    [
      { occupied: false, cache: null },
      { occupied: false, cache: null },
    ],
    [
      { occupied: true, cache: { data: '{}', ttl: 60 } },
      { occupied: true, cache: { data: '{}', ttl: 60 } },
    ],
    [
      { occupied: true, cache: { data: '{}', ttl: '60' } },
      { occupied: true, cache: { data: '{}', ttl: 60 } },
    ],
    [
      { occupied: true, cache: { data: '{}', ttl: null } },
      { occupied: true, cache: { data: '{}' } },
    ],
    // Reverb: the frame, and no ttl.
    [
      { occupied: true, cache: { event: 'e', channel: 'cache-a', data: '{"x":1}' } },
      { occupied: true, cache: { event: 'e', channel: 'cache-a', data: '{"x":1}' } },
    ],
    [
      { occupied: true, cache: { data: { x: 1 } } },
      { occupied: true, cache: { data: '{"x":1}' } },
    ],
    [{ occupied: true, cache: [] }, { occupied: true }],
    [{ occupied: true, cache: { ttl: 3 } }, { occupied: true }],
  ])('is read from %j', async (given, expected) => {
    expect(await state(given)).toEqual([expected]);
  });
});

describe('the users of a channel', () => {
  const users = (body: unknown) => emitted(answering(body).users('presence-a'));

  it.each<readonly [unknown, readonly object[]]>([
    [
      [{ id: '1' }, { id: 7 }],
      [{ id: '1' }, { id: '7' }],
    ],
    [
      [{ id: '1' }, null, { id: null }, { id: '' }, {}, 7, { id: '2', user_info: {} }],
      [{ id: '1' }, { id: '2', user_info: {} }],
    ],
    [[], []],
    [null, []],
    // PHP's array, when a user who was there twice has been left out.
    [{ 0: { id: 1 }, 2: { id: 3 } }, [{ id: '1' }, { id: '3' }]],
    [{}, []],
  ])('are read from %j', async (given, expected) => {
    expect(await users({ users: given })).toEqual([{ users: expected }]);
  });

  it('are as many as they are, though numbers could not tell them apart', async () => {
    expect(await users('{"users":[{"id":1234567890123456789}, {"id" : 1234567890123456788},{"id":-3}]}')).toEqual([
      { users: [{ id: '1234567890123456789' }, { id: '1234567890123456788' }, { id: '-3' }] },
    ]);
  });
});

describe('an answer to a question', () => {
  it.each<readonly [string, (server: PusherServer) => ReturnType<PusherServer['channels']>, readonly string[]]>([
    ['channels()', (server) => server.channels(), ['{}', '[]', 'null', '{"channels":"a"}', '', 'ok', '<html>']],
    [
      'channel()',
      (server) => server.channel('a') as never,
      ['{}', '{"occupied":"yes"}', '{"occupied":null}', '[]', 'ok'],
    ],
    ['users()', (server) => server.users('a') as never, ['{}', '{"users":"u"}', '[]', 'null', 'ok']],
    ['get()', (server) => server.get({ path: '/x' }) as never, ['ok', '<html>']],
  ])('is refused by %s where the answer to it is not in there', async (_, ask, bodies) => {
    for (const body of bodies) {
      const error = await failure(ask(answering(body)));
      expect(error).toMatchObject({ _tag: 'ApiAnswerError', body, method: 'GET' });
      expect(error).toHaveProperty('reasons.0');
    }
  });

  it('of any kind is the JSON of the body, of what was posted its text where it is not JSON', async () => {
    expect(await emitted(answering('\ufeff{"id":1234567890123456789}').get({ path: '/x' }))).toEqual([
      JSON.parse('{"id":1234567890123456789}'),
    ]);
    expect(await emitted(answering('accepted').post({ path: '/x', body: {} }))).toEqual(['accepted']);
  });
});
