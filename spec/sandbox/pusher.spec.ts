import Pusher from 'pusher';
import WebSocket from 'ws';
import type { Sandbox } from '../../lib/sandbox/index.js';
import { app, auth } from './support/bed.js';
import type { Running } from './support/running.js';
import { run, until } from './support/running.js';

interface Heard {
  event: string;
  channel: string;
  data: string;
}
interface PusherRequestError {
  status: number;
}

// The official server library: its requests, its signatures, its reading of the answers.
describe('pusher against the sandbox', () => {
  let running: Running;
  let sandbox: Sandbox;
  let pusher: Pusher;
  let socket: WebSocket;
  let socketId = '';
  let heard: Heard[] = [];

  const official = (
    over: Partial<{ appId: string; key: string; secret: string; encryptionMasterKeyBase64: string }> = {},
  ) =>
    new Pusher({
      appId: 'app-id',
      key: 'app-key',
      secret: 'app-secret',
      host: sandbox.host,
      port: String(sandbox.port),
      ...over,
    });
  const body = async (answer: Promise<{ text(): Promise<string> }>) =>
    JSON.parse(await (await answer).text()) as unknown;
  const statusOf = (answer: Promise<{ status: number }>) =>
    answer.then(
      ({ status }) => status,
      (error: unknown) => (error as PusherRequestError).status,
    );
  const events = () => heard.filter(({ event }) => !event.startsWith('pusher'));

  beforeAll(async () => {
    running = await run({ apps: [app(), app({ id: 'off', key: 'off', enabled: false })] });
    sandbox = running.sandbox;
    pusher = official({ encryptionMasterKeyBase64: sandbox.apps[0]!.encryptionMasterKeyBase64 });
    socket = new WebSocket(`ws://127.0.0.1:${sandbox.port}/app/app-key?protocol=7&client=spec&version=1.0`);
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as Heard;
      if (frame.event === 'pusher:connection_established')
        socketId = (JSON.parse(frame.data) as { socket_id: string }).socket_id;
      heard.push(frame);
    });
    await until(() => socketId !== '', 'handshake');
    const channel_data = '{"user_id":"u"}';
    const subscriptions = [
      { channel: 'a' },
      { channel: 'b' },
      { channel: 'private-encrypted-a', auth: auth(socketId, 'private-encrypted-a') },
      { channel: 'presence-a', auth: auth(socketId, 'presence-a', channel_data), channel_data },
    ];
    for (const data of subscriptions) socket.send(JSON.stringify({ event: 'pusher:subscribe', data }));
    await until(() => heard.filter(({ event }) => event.endsWith('subscription_succeeded')).length === 4, 'channels');
  });
  afterAll(() => {
    socket.terminate();
    running.stop();
  });
  beforeEach(() => {
    heard = [];
  });

  it('triggers on one channel and on several', async () => {
    expect(await body(pusher.trigger('a', 'e', { n: 1 }))).toEqual({});
    await pusher.trigger(['a', 'b', 'c'], 'e', 'text');
    await until(() => events().length === 3, 'events');
    expect(events()).toEqual([
      { event: 'e', channel: 'a', data: '{"n":1}' },
      { event: 'e', channel: 'a', data: 'text' },
      { event: 'e', channel: 'b', data: 'text' },
    ]);
  });

  it('triggers in a batch, encrypted among others', async () => {
    const batch = [
      { channel: 'a', name: 'e', data: { n: 1 } },
      { channel: 'private-encrypted-a', name: 'e', data: { n: 2 } },
    ];
    expect(await body(pusher.triggerBatch(batch))).toEqual({});
    await until(() => events().length === 2, 'events');
    expect(events()[0]).toEqual({ event: 'e', channel: 'a', data: '{"n":1}' });
    expect(Object.keys(JSON.parse(events()[1]!.data) as object).sort()).toEqual(['ciphertext', 'nonce']);
  });

  it('triggers encrypted, and the sandbox sees nothing but ciphertext', async () => {
    await pusher.trigger('private-encrypted-a', 'e', 'in clear');
    await until(() => events().length === 1, 'event');
    expect(events()[0]?.data).not.toContain('clear');
  });

  it('leaves out the socket it names', async () => {
    await pusher.trigger('a', 'e', 1, { socket_id: socketId });
    await pusher.trigger('b', 'e', 2);
    await until(() => events().length > 0, 'event');
    expect(events()).toMatchObject([{ channel: 'b' }]);
  });

  it('asks for counts along with its events', async () => {
    const info = 'user_count,subscription_count';
    expect(await body(pusher.trigger(['a', 'presence-a'], 'e', 1, { info }))).toEqual({
      channels: { a: { subscription_count: 1 }, 'presence-a': { user_count: 1, subscription_count: 1 } },
    });
    const batch = [
      { channel: 'a', name: 'e', data: 1 },
      { channel: 'presence-a', name: 'e', data: 1, info: 'user_count' },
    ];
    expect(await body(pusher.triggerBatch(batch))).toEqual({ batch: [{}, { user_count: 1 }] });
  });

  it('queries channels, one channel and users', async () => {
    expect(await body(pusher.get({ path: '/channels' }))).toEqual({
      channels: { a: {}, b: {}, 'private-encrypted-a': {}, 'presence-a': {} },
    });
    const params = { filter_by_prefix: 'presence-', info: 'user_count' };
    expect(await body(pusher.get({ path: '/channels', params }))).toEqual({
      channels: { 'presence-a': { user_count: 1 } },
    });
    expect(await body(pusher.get({ path: '/channels/a', params: { info: 'subscription_count' } }))).toEqual({
      occupied: true,
      subscription_count: 1,
    });
    expect(await body(pusher.get({ path: '/channels/presence-a/users' }))).toEqual({ users: [{ id: 'u' }] });
  });

  it('terminates the connections of a user', async () => {
    const other = new WebSocket(`ws://127.0.0.1:${sandbox.port}/app/app-key?protocol=7`);
    const code = new Promise((resolve) => other.on('close', resolve));
    other.on('message', (data: Buffer) => {
      const { event, data: text } = JSON.parse(data.toString()) as Heard;
      if (event !== 'pusher:connection_established') return;
      const { socket_id } = JSON.parse(text) as { socket_id: string };
      const signed = pusher.authenticateUser(socket_id, { id: 'bad' });
      other.send(JSON.stringify({ event: 'pusher:signin', data: signed }));
    });
    await until(() => sandbox.snapshot().connections.some(({ userId }) => userId === 'bad'), 'sign-in');
    expect(await body(pusher.terminateUserConnections('bad'))).toEqual({});
    expect(await code).toBe(4009);
  });

  it('is answered 400 where Pusher would', async () => {
    expect(await statusOf(pusher.get({ path: '/channels', params: { info: 'user_count' } }))).toBe(400);
    expect(await statusOf(pusher.get({ path: '/channels/a/users' }))).toBe(400);
    expect(
      await statusOf(pusher.triggerBatch(Array.from({ length: 11 }, () => ({ channel: 'a', name: 'e', data: 1 })))),
    ).toBe(400);
    // Its own limit is 200 characters; the protocol's is 164.
    expect(await statusOf(pusher.trigger('x'.repeat(180), 'e', 1))).toBe(400);
    expect(events()).toEqual([]);
  });

  it('is answered 401 with a wrong secret or key, and nothing is sent', async () => {
    expect(await statusOf(official({ secret: 'wrong' }).trigger('a', 'e', 1))).toBe(401);
    expect(await statusOf(official({ key: 'wrong' }).trigger('a', 'e', 1))).toBe(401);
    expect(await statusOf(official({ secret: 'wrong' }).get({ path: '/channels' }))).toBe(401);
    expect(events()).toEqual([]);
  });

  it('is answered 403 by a disabled app, 404 by none, 413 for too much data', async () => {
    expect(await statusOf(official({ appId: 'off', key: 'off' }).trigger('a', 'e', 1))).toBe(403);
    expect(await statusOf(official({ appId: 'none' }).trigger('a', 'e', 1))).toBe(404);
    expect(await statusOf(pusher.trigger('a', 'e', 'x'.repeat(10_241)))).toBe(413);
    expect(await statusOf(pusher.trigger('a', 'e', 'x'.repeat(10_240)))).toBe(200);
  });
});
