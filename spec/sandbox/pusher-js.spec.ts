import Pusher from 'pusher';
import PusherJs from 'pusher-js';
import type { Options } from 'pusher-js';
import type { Sandbox } from '../../lib/sandbox/index.js';
import { app } from './support/bed.js';
import type { Running } from './support/running.js';
import { run, until } from './support/running.js';

const KINDS = [
  'a',
  'cache-a',
  'private-a',
  'private-cache-a',
  'private-encrypted-a',
  'private-encrypted-cache-a',
  'presence-a',
  'presence-cache-a',
];

const TRANSPORTS = ['ws', 'xhr_streaming', 'xhr_polling'] as const;

// The official client, which none of this was written for.
describe.each(TRANSPORTS)('pusher-js against the sandbox, over %s', (transport) => {
  let running: Running;
  let sandbox: Sandbox;
  let server: Pusher;
  const clients: PusherJs[] = [];

  beforeAll(async () => {
    running = await run({ apps: [app(), app({ id: 'tired', key: 'tired', activityTimeout: 200, pongTimeout: 200 })] });
    sandbox = running.sandbox;
    server = new Pusher({
      appId: 'app-id',
      key: 'app-key',
      secret: 'app-secret',
      host: sandbox.host,
      port: String(sandbox.port),
      encryptionMasterKeyBase64: sandbox.apps[0]!.encryptionMasterKeyBase64,
    });
  });
  afterAll(() => running.stop());
  afterEach(() => clients.splice(0).forEach((client) => client.disconnect()));

  const client = (params: Record<string, string> = {}, options: Partial<Options> = {}, key = 'app-key'): PusherJs => {
    const made = new PusherJs(key, {
      wsHost: sandbox.host,
      wsPort: sandbox.port,
      forceTLS: false,
      httpHost: sandbox.host,
      httpPort: sandbox.port,
      enabledTransports: [transport],
      cluster: 'x',
      channelAuthorization: { endpoint: `${sandbox.url}/pusher/auth`, transport: 'ajax', params },
      userAuthentication: { endpoint: `${sandbox.url}/pusher/user-auth`, transport: 'ajax', params },
      ...options,
    });
    clients.push(made);
    return made;
  };
  const subscribed = (by: PusherJs, name: string) => {
    const channel = by.subscribe(name);
    return until(() => channel.subscribed && channel, `subscription to ${name}`);
  };

  it('connects, and has its socket id from the handshake', async () => {
    const { connection } = client();
    await until(() => connection.state === 'connected', 'connection');
    expect(sandbox.snapshot().connections.map(({ socketId }) => socketId)).toContain(connection.socket_id);
  });

  it('subscribes to one channel of each kind on one connection, and hears an event on each', async () => {
    const heard: unknown[] = [];
    const js = client({ user_id: 'u1' });
    const channels = await Promise.all(KINDS.map((name) => subscribed(js, name)));
    for (const channel of channels) channel.bind('e', (data: unknown) => heard.push(data));
    for (const name of KINDS) await server.trigger(name, 'e', { name });
    await until(() => heard.length === KINDS.length, 'an event on each');
    // The encrypted ones were opened with the shared secret that the sandbox gave.
    expect(heard).toEqual(KINDS.map((name) => ({ name })));
  });

  it.each(KINDS.filter((name) => name.includes('cache-')))(
    'hears a cache miss on %s, and later subscribers the last event',
    async (kind) => {
      const name = `${kind}-fresh`;
      const misses: string[] = [];
      const first = client().subscribe(name);
      first.bind('pusher:cache_miss', () => misses.push(name));
      await until(() => misses.length > 0, 'miss');
      await server.trigger(name, 'e', { n: 1 });
      const heard: unknown[] = [];
      client()
        .subscribe(name)
        .bind('e', (data: unknown) => heard.push(data));
      await until(() => heard.length > 0, 'cached event');
      expect(heard).toEqual([{ n: 1 }]);
    },
  );

  it('sees members come and go', async () => {
    const seen: string[] = [];
    interface Members {
      count: number;
      me: { id: string; info: unknown };
      each(f: (member: { id: string }) => void): void;
    }
    const watcher = client({ user_id: 'w', user_info: '{"name":"W"}' });
    const channel = watcher.subscribe('presence-room');
    channel.bind('pusher:subscription_succeeded', (members: Members) => {
      seen.push(`${members.count} ${members.me.id} ${JSON.stringify(members.me.info)}`);
    });
    channel.bind('pusher:member_added', ({ id }: { id: string }) => seen.push(`+${id}`));
    channel.bind('pusher:member_removed', ({ id }: { id: string }) => seen.push(`-${id}`));
    await until(() => seen.length === 1, 'the list');
    const [one, two] = [client({ user_id: 'v' }), client({ user_id: 'v' })];
    await subscribed(one, 'presence-room');
    await subscribed(two, 'presence-room');
    one.disconnect();
    two.unsubscribe('presence-room');
    await until(() => seen.length === 3, 'the leaving');
    expect(seen).toEqual(['1 w {"name":"W"}', '+v', '-v']);
  });

  it('sees subscription counts', async () => {
    const counts: unknown[] = [];
    const channel = client().subscribe('counted');
    channel.bind('pusher:subscription_count', (data: unknown) => counts.push(data));
    await until(() => counts.length === 1, 'first count');
    await subscribed(client(), 'counted');
    await until(() => counts.length === 2, 'second count');
    expect(counts).toEqual([{ subscription_count: 1 }, { subscription_count: 2 }]);
    expect(channel.subscriptionCount).toBe(2);
  });

  it('sends client events, which name their user on presence channels', async () => {
    const heard: unknown[] = [];
    const [from, to] = [client({ user_id: 'f' }), client({ user_id: 't' })];
    for (const name of ['private-chat', 'presence-chat']) {
      (await subscribed(to, name)).bind('client-hi', (data: unknown, meta?: { user_id: string }) =>
        heard.push([name, data, meta?.user_id]),
      );
      (await subscribed(from, name)).trigger('client-hi', { x: 1 });
    }
    await until(() => heard.length === 2, 'both');
    expect(heard).toEqual([
      ['private-chat', { x: 1 }, undefined],
      ['presence-chat', { x: 1 }, 'f'],
    ]);
  });

  it('hears 4301 for the eleventh client event of a second, as an error of the connection', async () => {
    const js = client();
    const codes: unknown[] = [];
    js.connection.bind('error', ({ data }: { data: { code: number } }) => codes.push(data.code));
    const channel = await subscribed(js, 'private-flood');
    for (let i = 0; i < 11; i += 1) channel.trigger('client-x', i);
    await until(() => codes.length > 0, 'error');
    expect(codes).toEqual([4301]);
    expect(js.connection.state).toBe('connected');
  });

  it('signs in, hears what is sent to the user, and its watchlist', async () => {
    const seen: unknown[] = [];
    const js = client({ user_id: 'alice', watchlist: 'bob,carol' });
    for (const name of ['online', 'offline'] as const)
      js.user.watchlist.bind(name, ({ user_ids }: { user_ids: string[] }) => seen.push([name, ...user_ids]));
    js.user.bind('note', (data: unknown) => seen.push(data));
    js.signin();
    await until(() => seen.length === 1, 'first watchlist');
    expect((js.user.user_data as { id: string }).id).toBe('alice');
    const bob = client({ user_id: 'bob' });
    bob.signin();
    await until(() => seen.length === 2, 'bob');
    bob.disconnect();
    await until(() => seen.length === 3, 'no bob');
    await until(() => sandbox.snapshot().channels.some(({ name }) => name === '#server-to-user-alice'), 'channel');
    await server.sendToUser('alice', 'note', { n: 1 });
    await until(() => seen.length === 4, 'note');
    expect(seen).toEqual([['offline', 'bob', 'carol'], ['online', 'bob'], ['offline', 'bob'], { n: 1 }]);
  });

  it('joins presence channels as the user who is signed in', async () => {
    const js = client(
      { user_id: 'alice' },
      {
        channelAuthorization: {
          endpoint: '',
          transport: 'ajax',
          customHandler: ({ socketId, channelName }, done) =>
            done(null, server.authorizeChannel(socketId, channelName)),
        },
      },
    );
    js.signin();
    const channel = await subscribed(js, 'presence-signed-in');
    expect((channel as unknown as { members: { me: { id: string } } }).members.me.id).toBe('alice');
  });

  it('is closed for good with 4009 when its user is terminated', async () => {
    // The socket inside of pusher-js is closed a second time, and leaves a timer of 30 s that would keep the process.
    const setTimer = globalThis.setTimeout;
    const unreferenced = (...args: Parameters<typeof setTimer>) => setTimer(...args).unref();
    const spy = jest.spyOn(globalThis, 'setTimeout').mockImplementation(unreferenced);
    const js = client({ user_id: 'mallory' });
    js.signin();
    await until(() => sandbox.snapshot().connections.some(({ userId }) => userId === 'mallory'), 'sign-in');
    await server.terminateUserConnections('mallory');
    await until(() => js.connection.state === 'disconnected', 'end');
    spy.mockRestore();
  });

  it('hears 4009 for a wrong signature, and keeps its connection', async () => {
    const wrong = new Pusher({ appId: 'app-id', key: 'app-key', secret: 'wrong', host: sandbox.host });
    const js = client(
      {},
      {
        channelAuthorization: {
          endpoint: '',
          transport: 'ajax',
          customHandler: ({ socketId, channelName }, done) => done(null, wrong.authorizeChannel(socketId, channelName)),
        },
      },
    );
    const codes: unknown[] = [];
    js.connection.bind('error', ({ data }: { data: { code: number } }) => codes.push(data.code));
    js.subscribe('private-a');
    await until(() => codes.length > 0, 'error');
    expect([codes, js.connection.state]).toEqual([[4009], 'connected']);
  });

  it('gives up with a wrong key, and says why', async () => {
    const js = client({}, {}, 'no-such-key');
    const codes: unknown[] = [];
    js.connection.bind('error', ({ error }: { error?: { data: { code: number } } }) => codes.push(error?.data.code));
    await until(() => js.connection.state === 'disconnected', 'end');
    expect(codes).toContain(4001);
  });

  it('reconnects at once after a 4200, and subscribes again', async () => {
    const js = client();
    await subscribed(js, 'private-again');
    const before = js.connection.socket_id;
    sandbox.close(4200);
    await until(() => js.connection.state === 'connected' && js.connection.socket_id !== before, 'reconnection');
    await until(() => js.channel('private-again').subscribed, 'subscription');
  });

  if (transport === 'ws') {
    it('keeps a quiet connection by its pings, and one on which only events come by answering those of the server', async () => {
      const heard: string[] = [];
      const count = (event: string) => heard.filter((text) => text.includes(event)).length;
      const watching = sandbox.received$.subscribe(({ text }) => heard.push(text));
      const js = client({}, {}, 'tired');
      await until(() => count('pusher:ping') >= 2, 'pings');
      await subscribed(js, 'feed');
      const pings = count('pusher:ping');
      const feed = setInterval(() => sandbox.publish({ key: 'tired', channel: 'feed', event: 'e', data: 1 }), 20);
      await until(() => count('pusher:pong') >= 2, 'pongs');
      clearInterval(feed);
      watching.unsubscribe();
      expect([count('pusher:ping') - pings, js.connection.state]).toEqual([0, 'connected']);
    });
  } else {
    it('keeps a quiet connection by the heartbeats of the server', async () => {
      const js = client({}, {}, 'tired');
      const states: string[] = [];
      js.connection.bind('state_change', ({ current }: { current: string }) => states.push(current));
      await subscribed(js, 'feed');
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      expect(states).toEqual(['connected']);
    });
  }
});
