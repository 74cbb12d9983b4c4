import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstValueFrom, map, Subject, take, toArray } from 'rxjs';
import type { Subscription } from 'rxjs';
import { encryption } from '../../lib/encryption/index.js';
import type { ChannelEvent, Pusher } from '../../lib/index.js';
import { createPusher } from '../../lib/index.js';
import { cli, cliWith, closedPort, ended, MASTER_KEY, sharedSandbox, silentPort } from './support.js';

const shared = sharedSandbox();
const silent = silentPort();

let pusher: Pusher;
const heard = new Subject<ChannelEvent>();
const subscriptions: Subscription[] = [];
const next = (count: number) =>
  firstValueFrom(heard.pipe(take(count), toArray())).then((events) =>
    events.map(({ channel, event, data }) => [channel, event, data]),
  );

beforeAll(async () => {
  const endpoint = (path: string) => ({ endpoint: `http://127.0.0.1:${shared.port}/pusher/${path}` });
  pusher = createPusher('app-key', {
    wsHost: '127.0.0.1',
    wsPort: Number(shared.port),
    forceTLS: false,
    encryption,
    channelAuthorization: { ...endpoint('auth'), params: { user_id: 'ada' } },
    userAuthentication: { ...endpoint('user-auth'), params: { user_id: 'ada' } },
  });
  const names = ['prices', 'presence-room', 'private-encrypted-diary', 'cache-news'];
  for (const name of names) subscriptions.push(pusher.channel(name).subscribe(heard));
  await firstValueFrom(pusher.user.signin());
  for (const name of names)
    await new Promise<void>((subscribed) => {
      subscriptions.push(
        pusher.channel(name).state$.subscribe(({ status }) => {
          if (status === 'subscribed') subscribed();
        }),
      );
    });
});
afterAll(() => subscriptions.forEach((subscription) => subscription.unsubscribe()));

const on = (...args: readonly string[]) => ended(...args, '--port', shared.port);

describe('rx-pusher trigger', () => {
  test('publishes, and says so', async () => {
    const events = next(3);
    const diary = ['private-encrypted-diary', 'entry', '{"text":"x"}', '--master-key', MASTER_KEY];
    const outcomes = [
      await on('trigger', 'prices', 'tick', '{"price":42}'),
      await on('trigger', 'prices', 'tick', 'just text', '--json'),
      await on('trigger', ...diary),
    ];
    expect(outcomes.map(({ code, stdout }) => [code, stdout])).toEqual([
      [0, 'published tick on prices\n'],
      [0, '{}\n'],
      [0, 'published entry on private-encrypted-diary\n'],
    ]);
    expect(await events).toEqual([
      ['prices', 'tick', { price: 42 }],
      ['prices', 'tick', 'just text'],
      ['private-encrypted-diary', 'entry', { text: 'x' }],
    ]);
  });

  test.each(['9007199254740993', '"dear diary"', 'dear diary', '{ "n": 1.10 }'])(
    'seals data as it stands there: %s',
    async (data) => {
      const raw = firstValueFrom(heard.pipe(map((event) => event.raw)));
      await on('trigger', 'private-encrypted-diary', 'entry', data, '--master-key', MASTER_KEY);
      expect(await raw).toBe(data);
    },
  );

  test('leaves a connection out, and tells the counts that are asked for', async () => {
    const socketId = (await firstValueFrom(pusher.socketId$)) ?? '';
    const events = next(1);
    await on('trigger', 'presence-room', 'news', '1', '--socket-id', socketId);
    const { stdout } = await on('trigger', 'presence-room', 'news', '2', '--info', 'user_count,subscription_count');
    expect(stdout).toBe(
      'published news on presence-room\nchannel                users  subscriptions\npresence-room              1              1\n',
    );
    expect(await events).toEqual([['presence-room', 'news', 2]]);
  });

  test('ends with 1 at Ctrl-C while nobody answers', async () => {
    const asked = silent.asked();
    const waiting = cli('trigger', 'prices', 'tick', '1', '--port', silent.port);
    await asked;
    waiting.kill('SIGINT');
    expect(await waiting.ended()).toEqual({ code: 1, stdout: '', stderr: 'rx-pusher: interrupted\n' });
  });
});

describe('rx-pusher channels, channel, users and terminate', () => {
  test('list and show', async () => {
    const [all, some, none, json] = await Promise.all([
      on('channels'),
      on('channels', '--prefix', 'presence-', '--info', 'user_count'),
      on('channels', '--prefix', 'nothing'),
      on('channels', '--prefix', 'pri', '--json'),
    ]);
    expect(all.stdout.split('\n')).toEqual(expect.arrayContaining(['prices', 'presence-room', 'cache-news']));
    expect(some.stdout).toBe('channel                users\npresence-room              1\n');
    expect(none).toEqual({ code: 0, stdout: '', stderr: 'no channel is occupied\n' });
    expect(JSON.parse(json.stdout)).toEqual({ channels: { prices: {}, 'private-encrypted-diary': {} } });
  });

  test('show one channel, and its users', async () => {
    const [room, news, empty, json, users, usersJson] = await Promise.all([
      on('channel', 'presence-room', '--info', 'user_count,subscription_count'),
      on('channel', 'cache-news', '--info', 'cache'),
      on('channel', 'nothing'),
      on('channel', 'prices', '--json'),
      on('users', 'presence-room'),
      on('users', 'presence-room', '--json'),
    ]);
    expect(room.stdout).toBe('presence-room is occupied\nusers: 1\nsubscriptions: 1\n');
    expect(news.stdout).toBe('cache-news is occupied\ncache: empty\n');
    expect(empty.stdout).toBe('nothing is not occupied\n');
    expect(JSON.parse(json.stdout)).toEqual({ occupied: true });
    expect([users.stdout, usersJson.stdout]).toEqual(['ada\n', '{"users":[{"id":"ada"}]}\n']);
  });

  test('close the connections of a user', async () => {
    const before = await firstValueFrom(pusher.socketId$);
    const closed = firstValueFrom(pusher.socketId$.pipe(take(2), toArray()));
    expect(await on('terminate', 'ada')).toEqual({
      code: 0,
      stdout: 'terminated the connections of ada\n',
      stderr: '',
    });
    expect(await closed).toEqual([before, undefined]);
  });
});

describe('what asks the API', () => {
  const commands = [
    ['trigger', 'prices', 'tick', '1'],
    ['channels'],
    ['channel', 'prices'],
    ['users', 'presence-room'],
    ['terminate', 'ada'],
  ];

  test.each(commands.map((command) => [command[0], command] as const))(
    '%s fails with 1 for a wrong key and a closed port, and shows no secret',
    async (_, command) => {
      const [key, port] = await Promise.all([
        on(...command, '--app-id', 'app-id', '--key', 'nope', '--secret', 'hush'),
        ended(...command, '--port', await closedPort()),
      ]);
      expect([key, port].map(({ code, stdout }) => [code, stdout])).toEqual([
        [1, ''],
        [1, ''],
      ]);
      expect(key.stderr).toMatch(/answered 401/);
      expect(key.stderr).not.toContain('hush');
      expect(port.stderr).toMatch(/ECONNREFUSED 127\.0\.0\.1:\d+\n$/);
    },
  );

  test('fails with 1 for a wrong secret', async () => {
    const { code, stderr } = await on('channels', '--secret', 'hush');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^((?!hush)[^])*answered 401/)]);
  });

  test('takes the app and the server from the environment, and from .env', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'rx-pusher-'));
    writeFileSync(
      join(cwd, '.env'),
      `PUSHER_APP_ID=app-id\nPUSHER_APP_KEY=app-key\nPUSHER_APP_SECRET="app-secret"\nPUSHER_HOST=127.0.0.1\nPUSHER_PORT=1\nPUSHER_SCHEME=http\n`,
    );
    const [right, wrong] = await Promise.all([
      cliWith({ cwd, env: { PUSHER_PORT: shared.port } }, 'users', 'presence-room').ended(),
      cliWith({ cwd, env: { PUSHER_PORT: shared.port, PUSHER_APP_SECRET: 'no' } }, 'users', 'presence-room').ended(),
    ]);
    rmSync(cwd, { recursive: true });
    expect(right.code).toBe(0);
    expect([wrong.code, wrong.stdout]).toEqual([1, '']);
  });

  test.each([
    ['an app without a secret', ['channels', '--host', 'h'], /--app-id and --secret, or PUSHER_APP_ID and/],
    ['a preset that is none', ['channels', '--preset', 'ably'], /Allowed choices are pusher, reverb, soketi, sockudo/],
    ['a channel name that is none', ['trigger', 'a b', 'e', '1'], /channel "a b"/],
    ['no data', ['trigger', 'a', 'e'], /missing required argument 'data'/],
  ])('is bad usage with %s', async (_, args, complaint) => {
    const { code, stdout, stderr } = await ended(...args);
    expect(stderr).toMatch(complaint);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
