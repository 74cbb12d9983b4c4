import { firstValueFrom, from, lastValueFrom, toArray } from 'rxjs';
import { errorLike } from '../support/error-like.js';
import type { SandboxApp } from './sandbox-app.js';
import { failure, listen, signedInSocket, startSandboxApp, until } from './sandbox-app.js';

let app: SandboxApp;
beforeAll(async () => (app = await startSandboxApp()));
afterAll(() => app.stop());

describe('publishing to the sandbox', () => {
  it('reaches one channel or several, but not the sender', async () => {
    const [ours, others] = [await app.client(), await app.client()];
    const heard = await listen(ours, 'a', 'b');
    const elsewhere = await listen(others, 'a');
    const { trigger } = app.server();
    expect(await firstValueFrom(trigger('a', 'one', { x: 'ü' }))).toEqual({});
    await firstValueFrom(trigger(['a', 'b'], 'two', 'text', { socketId: others.connection.socket_id }));
    await until(() => heard.length === 3);
    expect(heard).toEqual([
      ['a', 'one', { x: 'ü' }],
      ['a', 'two', 'text'],
      ['b', 'two', 'text'],
    ]);
    expect(elsewhere).toEqual([['a', 'one', { x: 'ü' }]]);
  });

  it('answers with the counts that were asked for', async () => {
    await listen(await app.client('u1'), 'presence-counted', 'counted');
    const { trigger, triggerBatch } = app.server();
    const info = 'user_count,subscription_count';
    expect(await firstValueFrom(trigger(['presence-counted', 'counted', 'empty'], 'e', 'x', { info }))).toEqual({
      channels: {
        'presence-counted': { user_count: 1, subscription_count: 1 },
        counted: { subscription_count: 1 },
        empty: { subscription_count: 0 },
      },
    });
    const events = ['presence-counted', 'counted'].map((channel) => ({ channel, name: 'e', data: 'x', info }));
    expect(await firstValueFrom(triggerBatch([...events, { channel: 'counted', name: 'e', data: 'x' }]))).toEqual({
      batch: [{ user_count: 1, subscription_count: 1 }, { subscription_count: 1 }, {}],
    });
  });

  it('seals events of encrypted channels, alone and in a batch, for the official client to open', async () => {
    const heard = await listen(await app.client(), 'private-encrypted-x', 'plain');
    const { trigger, triggerBatch } = app.server();
    await firstValueFrom(trigger('private-encrypted-x', 'alone', { secret: 1 }));
    await firstValueFrom(
      triggerBatch([
        { channel: 'plain', name: 'beside', data: 1 },
        { channel: 'private-encrypted-x', name: 'within', data: 'text' },
      ]),
    );
    await until(() => heard.length === 3);
    expect(heard).toEqual([
      ['private-encrypted-x', 'alone', { secret: 1 }],
      ['plain', 'beside', 1],
      ['private-encrypted-x', 'within', 'text'],
    ]);
  });

  it('is one request for each subscription, and none before', async () => {
    const heard = await listen(await app.client(), 'cold');
    const answer$ = app.server().trigger('cold', 'e', 1);
    await firstValueFrom(app.server().trigger('cold', 'f', 2));
    await firstValueFrom(answer$);
    await firstValueFrom(answer$);
    await until(() => heard.length === 3);
    expect(heard).toEqual([2, 1, 1].map((n) => ['cold', n === 1 ? 'e' : 'f', n]));
  });

  it('drains a stream, in order for each channel', async () => {
    const heard = await listen(await app.client(), 'even', 'odd');
    const numbers = Array.from({ length: 45 }, (_, n) => n);
    const toEvent = (n: number) => ({ channel: n % 2 === 0 ? 'even' : 'odd', name: 'n', data: n });
    const results$ = from(numbers).pipe(app.server().publish(toEvent, { concurrency: 3 }), toArray());
    const results = await lastValueFrom(results$);
    expect(results.every(({ status }) => status === 'published')).toBe(true);
    expect(results.flatMap(({ values }) => values).sort((a, b) => a - b)).toEqual(numbers);
    await until(() => heard.length === 45);
    for (const name of ['even', 'odd'])
      expect((heard as [string, string, number][]).filter(([channel]) => channel === name).map(([, , n]) => n)).toEqual(
        numbers.filter((n) => toEvent(n).channel === name),
      );
  });
});

describe('users', () => {
  it('are sent events on all their connections', async () => {
    const heard: unknown[] = [];
    for (const client of [await app.client('u9'), await app.client('u9')]) {
      client.user.bind('hello', (data: unknown) => heard.push(data));
      client.signin();
    }
    const own = () => app.sandbox.snapshot().channels.find(({ name }) => name === '#server-to-user-u9');
    await until(() => own()?.socketIds.length === 2);
    expect(await firstValueFrom(app.server().sendToUser('u9', 'hello', { x: 1 }))).toEqual({});
    await until(() => heard.length === 2);
    expect(heard).toEqual([{ x: 1 }, { x: 1 }]);
  });

  it('lose all their connections', async () => {
    const sockets = [await signedInSocket(app, 'u8'), await signedInSocket(app, 'u8')];
    expect(await firstValueFrom(app.server().terminateUserConnections('u8'))).toEqual({});
    expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([4009, 4009]);
  });

  it('lose them after a retry too, since that does no harm twice', async () => {
    const answers = [503, 503, 200];
    const shaky = () => Promise.resolve(new Response('{}', { status: answers.shift() ?? 200 }));
    const server = app.server({ fetch: shaky, retry: { minDelay: 1 } });
    expect(await failure(server.sendToUser('u1', 'e', 'x'))).toMatchObject({ status: 503 });
    expect(await firstValueFrom(server.terminateUserConnections('u1'))).toEqual({});
    expect(answers).toEqual([]);
  });

  it('have ids of any text', async () => {
    for (const id of ['a b/c?d#e%f', 'ü', '../../channels'])
      expect(await firstValueFrom(app.server().terminateUserConnections(id))).toEqual({});
    for (const id of ['', '.', '..'])
      expect(() => app.server().terminateUserConnections(id)).toThrow(errorLike({ argument: 'userId' }));
  });
});

describe('querying the sandbox', () => {
  beforeAll(async () => {
    await listen(await app.client('u1'), 'presence-room', 'presence-hall', 'cache-news');
    await listen(await app.client('u2'), 'presence-room');
  });

  it('lists channels', async () => {
    const { channels } = app.server();
    expect(await firstValueFrom(channels({ prefix: 'presence-', info: 'user_count' }))).toMatchObject({
      channels: { 'presence-room': { user_count: 2 }, 'presence-hall': { user_count: 1 } },
    });
    expect(await firstValueFrom(channels({ prefix: 'cache-' }))).toEqual({ channels: { 'cache-news': {} } });
    expect(await firstValueFrom(channels({ prefix: 'a&b c=%' }))).toEqual({ channels: {} });
  });

  it('tells the state of a channel', async () => {
    const { channel, trigger } = app.server();
    const info = 'user_count,subscription_count';
    expect(await firstValueFrom(channel('presence-room', { info }))).toEqual({
      occupied: true,
      user_count: 2,
      subscription_count: 2,
    });
    expect(await firstValueFrom(channel('nobody@here=;,.'))).toEqual({ occupied: false });
    expect(await firstValueFrom(channel('cache-news', { info: 'cache' }))).toEqual({ occupied: true, cache: null });
    await firstValueFrom(trigger('cache-news', 'e', { x: 1 }));
    const { cache } = await firstValueFrom(channel('cache-news', { info: 'cache' }));
    expect(cache).toEqual({ data: '{"x":1}', ttl: expect.any(Number) as number });
  });

  it('tells who is in a presence channel', async () => {
    expect(await firstValueFrom(app.server().users('presence-room'))).toEqual({ users: [{ id: 'u1' }, { id: 'u2' }] });
  });

  it('asks for any path', async () => {
    const { get, post } = app.server();
    const params = { filter_by_prefix: 'cache-' };
    expect(await firstValueFrom(get({ path: '/channels', params }))).toEqual({ channels: { 'cache-news': {} } });
    const body = { name: 'e', data: 'x', channels: ['a'] };
    expect(await firstValueFrom(post({ path: '/events', body }))).toEqual({});
  });
});
