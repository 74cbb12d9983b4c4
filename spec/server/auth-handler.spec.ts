import { inspect } from 'node:util';
import { of } from 'rxjs';
import type { AuthHandlerOptions } from '../../lib/server/index.js';
import { createAuthHandler, createPusherServer } from '../../lib/server/index.js';
import { errorLike } from '../support/error-like.js';

const server = createPusherServer({ appId: '3', key: 'k', secret: 's', cluster: 'eu' });
const member = { user_id: 'u1', user_info: { name: 'Ada' } };

const ask = async (hooks: Omit<AuthHandlerOptions, 'server'>, body: string, init: RequestInit = {}) => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', cookie: 'session=ada' };
  const request = new Request('http://localhost/pusher/auth', { method: 'POST', headers, body, ...init });
  const response = await createAuthHandler({ server, ...hooks })(request);
  return { status: response.status, body: (await response.json()) as unknown, headers: response.headers };
};
const PRIVATE = 'socket_id=1.2&channel_name=private-x';
const PRESENCE = 'socket_id=1.2&channel_name=presence-x';

describe('the handler of authorization requests', () => {
  it('signs for whom the hook lets in', async () => {
    const answer = await ask({ channel: () => true }, PRIVATE);
    expect(answer).toMatchObject({ status: 200, body: server.authorizeChannel('1.2', 'private-x') });
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('signs as the member the hook says, on presence channels alone', async () => {
    const hooks = { channel: () => member };
    expect((await ask(hooks, PRESENCE)).body).toEqual(server.authorizeChannel('1.2', 'presence-x', member));
    expect((await ask(hooks, PRIVATE)).body).toEqual(server.authorizeChannel('1.2', 'private-x'));
  });

  it('takes an answer now, as a Promise or as an observable', async () => {
    for (const answer of [true, Promise.resolve(true), of(true)])
      expect((await ask({ channel: () => answer }, PRIVATE)).status).toBe(200);
  });

  it('tells the hook who asks for what', async () => {
    const channel = jest.fn(() => true);
    await ask({ channel }, `${PRIVATE}&tenant=7`);
    const [[{ request, ...asked }]] = channel.mock.calls as unknown as [[{ request: Request; params: unknown }]];
    expect(asked).toEqual({ socketId: '1.2', channelName: 'private-x', params: new Map([['tenant', '7']]) });
    expect(request.headers.get('cookie')).toBe('session=ada');
  });

  it.each([false, undefined, null, {}, of()])('refuses where the hook says %j', async (answer) => {
    expect((await ask({ channel: () => answer as never }, PRIVATE)).status).toBe(403);
    expect((await ask({ user: () => answer as never }, 'socket_id=1.2')).status).toBe(403);
  });

  it('refuses everything without a hook', async () => {
    expect((await ask({}, PRIVATE)).status).toBe(403);
    expect((await ask({}, 'socket_id=1.2')).status).toBe(403);
  });

  it('refuses with the status the hook wants', async () => {
    expect((await ask({ channel: () => ({ status: 401 }) }, PRIVATE)).status).toBe(401);
    expect((await ask({ user: () => ({ status: 401 }) }, 'socket_id=1.2')).status).toBe(401);
  });

  it('takes a refusal with a status that is none for a hook that fails', async () => {
    for (const status of [200, 42, 600, Number.NaN]) {
      const onError = jest.fn();
      expect((await ask({ channel: () => ({ status }), onError }, PRIVATE)).status).toBe(500);
      expect(onError).toHaveBeenCalledTimes(1);
    }
  });

  it('never asks the hook for a public channel or a wrong name', async () => {
    const channel = jest.fn(() => true);
    expect((await ask({ channel }, 'socket_id=1.2&channel_name=news')).status).toBe(403);
    expect((await ask({ channel }, 'socket_id=1.2&channel_name=private-a%20b')).status).toBe(400);
    expect((await ask({ channel }, 'socket_id=1.2&channel_name=%23server-to-user-1')).status).toBe(400);
    expect(channel).not.toHaveBeenCalled();
  });

  it('signs users in', async () => {
    const user = { id: 'u1', watchlist: ['u2'] };
    expect((await ask({ user: () => user }, 'socket_id=1.2')).body).toEqual(server.authenticateUser('1.2', user));
  });

  it('answers a batch channel by channel', async () => {
    const hooks = { channel: ({ channelName }: { channelName: string }) => channelName !== 'private-c' };
    const answer = await ask(
      hooks,
      'socket_id=1.2&channel_name[0]=private-a&channel_name[1]=private-c&channel_name[2]=news&channel_name[3]=__proto__',
    );
    expect(answer.status).toBe(200);
    expect(Object.entries(answer.body as object)).toEqual([
      ['private-a', { status: 200, data: server.authorizeChannel('1.2', 'private-a') }],
      ['private-c', { status: 403, data: { error: 'forbidden' } }],
      ['news', { status: 403, data: { error: 'a public channel needs no authorization' } }],
      ['__proto__', { status: 403, data: { error: 'a public channel needs no authorization' } }],
    ]);
  });

  it('answers 400 to what is no such request, and 405 to what is no POST', async () => {
    expect((await ask({}, 'hello')).status).toBe(400);
    const get = await ask({}, '', { method: 'GET', body: null });
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('hands a hook that fails to the platform, or to onError and answers 500', async () => {
    const broken = () => {
      throw new Error('database password is 1234');
    };
    await expect(ask({ channel: broken }, PRIVATE)).rejects.toMatchObject({
      _tag: 'CallbackError',
      callback: 'channel',
    });
    const onError = jest.fn();
    const answer = await ask({ user: () => Promise.reject(new Error('1234')), onError }, 'socket_id=1.2');
    expect([answer.status, answer.body]).toEqual([500, { error: 'failed' }]);
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ callback: 'user' }));
  });

  it('fails one channel of a batch alone', async () => {
    const channel = ({ channelName }: { channelName: string }) =>
      channelName === 'private-a' || Promise.reject(new Error('no'));
    const answer = await ask(
      { channel, onError: () => undefined },
      'socket_id=1.2&channel_name[]=private-a&channel_name[]=private-b',
    );
    expect(answer.body).toMatchObject({ 'private-a': { status: 200 }, 'private-b': { status: 500 } });
  });

  it('refuses options that are unknown, wrong or missing', () => {
    const make = (options: object) => () => createAuthHandler(options as never);
    expect(make({})).toThrow(errorLike({ _tag: 'OptionError', option: 'server' }));
    expect(make({ server: {} })).toThrow(errorLike({ option: 'server' }));
    for (const [option, value] of [
      ['channels', () => true],
      ['channel', true],
      ['user', { id: '1' }],
      ['onError', null],
      ['maxBodySize', 0],
      ['maxChannels', '100'],
      ['concurrency', -1],
    ] as const)
      expect(make({ server, [option]: value })).toThrow(errorLike({ _tag: 'OptionError', option }));
    expect(() => createAuthHandler(undefined as never)).toThrow(errorLike({ option: 'options' }));
  });

  it('says what it takes where it is handed something else', async () => {
    const handler = createAuthHandler({ server });
    const express = { method: 'POST', headers: { 'content-type': 'x' }, body: PRIVATE };
    for (const wrong of [undefined, null, 'socket_id=1.2', {}, express])
      await expect(handler(wrong as never)).rejects.toMatchObject({ _tag: 'ArgumentError', argument: 'request' });
    const read = new Request('http://app/', { method: 'POST', body: PRIVATE });
    await read.text();
    await expect(handler(read)).rejects.toMatchObject({
      argument: 'request',
      message: expect.stringMatching(/read already/) as string,
    });
  });
});

describe('who is let in', () => {
  const both = [PRIVATE, PRESENCE, 'socket_id=1.2&channel_name=private-encrypted-x'];
  // Each is answered by the hooks alike, whatever is asked for.
  const statuses = async (answer: () => unknown): Promise<readonly number[]> => {
    const hooks = { channel: answer as never, user: answer as never, onError: () => undefined };
    return Promise.all([...both, 'socket_id=1.2'].map(async (body) => (await ask(hooks, body)).status));
  };
  const inherited = (value: object): object => Object.create(value) as object;
  const fromJson = JSON.parse('{"__proto__":{"user_id":"u1","id":"u1"}}') as object;

  it.each<readonly [string, () => unknown]>([
    ['nothing', () => undefined],
    ['null', () => null],
    ['no', () => false],
    ['0', () => 0],
    ['a number', () => 1],
    ['an empty text', () => ''],
    ['a text', () => 'true'],
    ['an id alone', () => 'u1'],
    ['an empty object', () => ({})],
    ['an empty list', () => []],
    ['a list', () => [true]],
    ['a set', () => new Set([true])],
    ['a generator', () => [true].values()],
    ['what is like a list', () => ({ length: 1, 0: true })],
    ['a list of a member', () => [member]],
    ['a function', () => () => true],
    ['a Boolean that is an object', () => Object(true) as object],
    [
      'a Map',
      () =>
        new Map([
          ['user_id', 'u1'],
          ['id', 'u1'],
        ]),
    ],
    ['a Date', () => new Date()],
    ['an Error', () => new Error('no')],
    ['a promise of nothing', () => Promise.resolve()],
    ['a promise of a promise of null', () => Promise.resolve(Promise.resolve(null))],
    ['an observable of nothing', () => of()],
    ...[
      undefined,
      null,
      '',
      false,
      true,
      NaN,
      Infinity,
      1e21,
      0.5,
      {},
      [],
      ['u1'],
      { toString: () => 'u1' },
      () => 'u1',
      Symbol('u1'),
    ].map((id) => [`somebody whose id is ${inspect(id)}`, () => ({ user_id: id, id })] as const),
    ['who inherits an id', () => inherited({ user_id: 'u1', id: 'u1' })],
    ['who inherits an id from JSON', () => Object.assign({}, fromJson)],
    [
      'whose id does not become JSON',
      () => Object.defineProperties({}, { user_id: { value: 'u1' }, id: { value: 'u1' } }),
    ],
    ['who becomes another as JSON', () => ({ user_id: 'u1', id: 'u1', toJSON: () => ({}) })],
    ['whose names are nearly right', () => ({ userId: 'u1', User_Id: 'u1', ID: 'u1' })],
  ])('is nobody where the hook answers with %s', async (_, answer) => {
    expect(await statuses(answer)).toEqual(expect.not.arrayContaining([200]));
  });

  it.each<readonly [string, () => unknown]>([
    ['an id that is not there', () => ({ user_id: undefined, id: undefined })],
    ['null', () => null],
    ['true as an id', () => ({ user_id: true, id: true })],
  ])('is nobody, and that is no failure: %s', async (_, answer) => {
    expect(await statuses(answer)).toEqual([403, 403, 403, 403]);
  });

  it('is nobody where a refusal says who it is', async () => {
    expect(await statuses(() => ({ status: 401, user_id: 'u1', id: 'u1' }))).toEqual([401, 401, 401, 401]);
  });

  it('is whom an id names, though there be a status that is not of HTTP', async () => {
    const row = { user_id: 'u1', status: 'active' };
    expect((await ask({ channel: () => row }, PRESENCE)).body).toEqual(
      server.authorizeChannel('1.2', 'presence-x', row),
    );
    expect((await ask({ channel: () => ({ ...row, status: 1 }) as never }, PRIVATE)).status).toBe(200);
  });

  it('is whom an id names, though what else is known of them makes it look like a list', async () => {
    const row = { user_id: 'u1', length: 2 };
    expect((await ask({ channel: () => row }, PRESENCE)).body).toEqual(
      server.authorizeChannel('1.2', 'presence-x', row),
    );
  });

  it('is named by text, also where the hook has a number', async () => {
    const signed = await ask({ channel: () => ({ user_id: 7 as never, user_info: { x: 1 } }) }, PRESENCE);
    expect(signed.body).toEqual(server.authorizeChannel('1.2', 'presence-x', { user_id: '7', user_info: { x: 1 } }));
    const user = await ask({ user: () => ({ id: 0 as never }) }, 'socket_id=1.2');
    expect(user.body).toEqual(server.authenticateUser('1.2', { id: '0' }));
  });

  it('is decided before anything is signed, and by what is signed', async () => {
    // Another answer each time it is looked at.
    const ids = ['u1', undefined, 'admin'];
    const shifty = {
      get user_id() {
        return ids.shift();
      },
    };
    const { status, body } = await ask({ channel: () => shifty as never }, PRESENCE);
    expect([status, body]).toEqual([200, server.authorizeChannel('1.2', 'presence-x', { user_id: 'u1' })]);
  });

  it('is nobody who asks for channels in a way that is not understood, though users may sign in', async () => {
    const user = jest.fn(() => ({ id: 'u1' }));
    const type = { headers: { 'content-type': 'application/json' } };
    for (const channel_name of [[], {}, null, 7, [7], [[]], [null]])
      expect(
        (await ask({ user, channel: () => true }, JSON.stringify({ socket_id: '1.2', channel_name }), type)).status,
      ).toBe(400);
    for (const body of ['channel_name[x]=private-a', 'channel_name[0][0]=private-a', 'channel_names=private-a'])
      expect((await ask({ user, channel: () => true }, `socket_id=1.2&${body}`)).status).toBe(400);
    expect(user).not.toHaveBeenCalled();
  });
});

describe('what one request may ask for', () => {
  const batchOf = (count: number, name = (i: number) => `private-${i}`) =>
    new URLSearchParams([
      ['socket_id', '1.2'],
      ...Array.from({ length: count }, (_, i) => [`channel_name[${i}]`, name(i)]),
    ]).toString();
  const streamed = (chunks: () => Iterator<Uint8Array>, headers: Record<string, string> = {}) => {
    let cancelled = false;
    const source = chunks();
    const underlying: UnderlyingDefaultSource<Uint8Array> = {
      pull: (controller) => {
        const next = source.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      cancel: () => void (cancelled = true),
    };
    // Nothing is pulled ahead.
    const body = new ReadableStream<Uint8Array>(underlying, { highWaterMark: 0 });
    const init = { method: 'POST', body, duplex: 'half', headers } as RequestInit;
    return { request: new Request('http://app/', init), cancelled: () => cancelled };
  };

  it('is at most 64 kB', async () => {
    const channel = jest.fn(() => true);
    const long = `${PRIVATE}&padding=${'x'.repeat(65_536 - PRIVATE.length - 9)}`;
    expect((await ask({ channel }, long)).status).toBe(200);
    const answer = await ask({ channel }, `${long}x`);
    expect([answer.status, answer.body]).toEqual([413, { error: 'the body has more than 65536 bytes' }]);
    expect(channel).toHaveBeenCalledTimes(1);
  });

  it('is counted in bytes, by another measure if told so', async () => {
    expect((await ask({ channel: () => true, maxBodySize: 41 }, `${PRIVATE}&a=ü`)).status).toBe(200);
    expect((await ask({ channel: () => true, maxBodySize: 41 }, `${PRIVATE}&a=üü`)).status).toBe(413);
  });

  it('is refused as soon as it is too long, and not read to its end', async () => {
    let sent = 0;
    const endless = function* () {
      for (;;) {
        sent += 1_000;
        yield new Uint8Array(1_000);
      }
    };
    const { request, cancelled } = streamed(endless);
    const response = await createAuthHandler({ server })(request);
    expect([response.status, cancelled()]).toEqual([413, true]);
    expect(sent).toBeLessThan(70_000);
  });

  it('is refused for the length it says, before anything is read', async () => {
    let asked = false;
    const body = function* () {
      asked = true;
      yield new Uint8Array(1);
    };
    const { request } = streamed(body, { 'content-length': '1700000' });
    expect((await createAuthHandler({ server })(request)).status).toBe(413);
    expect(asked).toBe(false);
  });

  it('may come in pieces, characters cut in two', async () => {
    const bytes = new TextEncoder().encode(`${PRIVATE}&name=${encodeURIComponent('a')}ü💥`);
    const { request } = streamed(() => Array.from(bytes, (byte) => Uint8Array.of(byte))[Symbol.iterator]());
    const channel = jest.fn(() => true);
    expect((await createAuthHandler({ server, channel })(request)).status).toBe(200);
    const [[{ params }]] = channel.mock.calls as unknown as [[{ params: unknown }]];
    expect(params).toEqual(new Map([['name', 'aü💥']]));
  });

  it('is refused where it breaks off', async () => {
    const broken = function* (): Generator<Uint8Array> {
      yield new TextEncoder().encode(PRIVATE);
      throw new Error('reset');
    };
    const { request } = streamed(broken);
    expect((await createAuthHandler({ server, channel: () => true })(request)).status).toBe(400);
  });

  it('is read on platforms without streams of bodies too', async () => {
    const bare = (body: string) =>
      ({ method: 'POST', headers: new Headers(), text: () => Promise.resolve(body) }) as unknown as Request;
    const handler = createAuthHandler({ server, channel: () => true, maxBodySize: 40 });
    expect((await handler(bare(PRIVATE))).status).toBe(200);
    expect((await handler(bare(`${PRIVATE}&a=${'ü'.repeat(20)}`))).status).toBe(413);
  });

  it('is at most 100 channels, each counted once', async () => {
    const channel = jest.fn(() => true);
    expect((await ask({ channel }, batchOf(100))).status).toBe(200);
    expect(
      (
        await ask(
          { channel },
          batchOf(300, (i) => `private-${i % 100}`),
        )
      ).status,
    ).toBe(200);
    expect(channel).toHaveBeenCalledTimes(200);
    const answer = await ask({ channel }, batchOf(101));
    expect([answer.status, answer.body]).toEqual([400, { error: 'more than 100 channels at once' }]);
    expect(channel).toHaveBeenCalledTimes(200);
    expect((await ask({ channel, maxChannels: 3 }, batchOf(4))).status).toBe(400);
  });

  it.each([
    [undefined, 10],
    [3, 3],
    [Infinity, 50],
  ])('asks at most some hooks at a time: %p', async (concurrency, most) => {
    let running = 0;
    let highest = 0;
    const channel = async () => {
      highest = Math.max(highest, (running += 1));
      await new Promise((later) => setTimeout(later, 1));
      running -= 1;
      return true;
    };
    const answer = await ask({ channel, ...(concurrency === undefined ? {} : { concurrency }) }, batchOf(50));
    expect(Object.values(answer.body as Record<string, { status: number }>).every(({ status }) => status === 200)).toBe(
      true,
    );
    expect(Object.keys(answer.body as object)).toHaveLength(50);
    expect(highest).toBe(most);
  });

  it('asks no more hooks once one has failed and nobody is there to hear of it', async () => {
    const channel = jest.fn(() => Promise.reject(new Error('no')));
    await expect(ask({ channel, concurrency: 2 }, batchOf(50))).rejects.toMatchObject({ _tag: 'CallbackError' });
    expect(channel.mock.calls.length).toBeLessThan(5);
  });
});
