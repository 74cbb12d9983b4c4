import { sign } from '../../lib/protocol/signature.js';
import { startSandbox } from '../../lib/sandbox/index.js';
import { killChildren } from '../support/child.js';
import { cli, ended, jsonLines } from './support.js';

const receiver = async (...flags: readonly string[]) => {
  const child = cli('webhook', '--port', '0', ...flags);
  const [, url] = await child.says(/listening on (http:\S+)/);
  return { child, url: url! };
};

const post = async (url: string, body: string, secret = 'app-secret', more: Record<string, string> = {}) => {
  const headers = {
    'content-type': 'application/json',
    'x-pusher-key': 'app-key',
    'x-pusher-signature': sign(secret, body),
    ...more,
  };
  return (await fetch(url, { method: 'POST', headers, body })).status;
};

const bodyOf = (...events: readonly unknown[]) => JSON.stringify({ time_ms: 1_700_000_000_123, events });

describe('rx-pusher webhook', () => {
  afterEach(killChildren);

  test('prints what signed webhooks say, refuses others, and ends with 0 at Ctrl-C', async () => {
    const { child, url } = await receiver();
    const good = bodyOf(
      { name: 'member_added', channel: 'presence-a', user_id: 'ada' },
      { name: 'channel_vacated', channel: 'a\u001b[2J' },
      { name: 'brand_new' },
    );
    expect([
      await post(url, good),
      await post(`${url}/any/path`, bodyOf(), 'hush'),
      await post(url, good, 'app-secret', { 'x-pusher-key': 'nope' }),
      await post(url, 'x'.repeat(1_048_577)),
      (await fetch(url)).status,
    ]).toEqual([200, 401, 401, 413, 405]);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await child.ended();
    expect([code, stdout]).toEqual([
      0,
      '22:13:20.123 member_added presence-a {"user_id":"ada"}\n22:13:20.123 channel_vacated a\\u001b[2J\n22:13:20.123 brand_new \n',
    ]);
    expect(stderr).toMatch(/X-Pusher-Signature is not that of the body\n.*X-Pusher-Key is not one of ours/);
    expect(stderr).not.toContain('hush');
  });

  test('outlives a time that is none, and data that nests too deep to be written again', async () => {
    const { child, url } = await receiver();
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect([
      await post(url, '{"time_ms":1e308,"events":[{"name":"late"}]}'),
      await post(url, `{"time_ms":0,"events":[{"name":"deep","data":${deep}}]}`),
      await post(url, bodyOf({ name: 'next' })),
    ]).toEqual([200, 200, 200]);
    child.kill('SIGINT');
    const { code, stdout } = await child.ended();
    expect([code, stdout]).toEqual([
      0,
      '1e+308 late \n00:00:00.000 deep  {"data":"(nests too deep)"}\n22:13:20.123 next \n',
    ]);
  });

  test('prints JSON Lines, of a server that posts', async () => {
    const { child, url } = await receiver('--json');
    const app = {
      id: 'app-id',
      key: 'app-key',
      secret: 'app-secret',
      webhooks: [{ url, events: ['channel_occupied'] as const }],
    };
    let running: { unsubscribe(): void } | undefined;
    const port = await new Promise<number>((resolve) => {
      running = startSandbox({ port: 0, apps: [app] }).subscribe((sandbox) => resolve(sandbox.port));
    });
    const listener = cli('listen', 'prices', '--port', String(port));
    await child.says(/channel_occupied/);
    listener.kill('SIGINT');
    child.kill('SIGTERM');
    const { stdout } = await child.ended();
    running?.unsubscribe();
    expect(jsonLines(stdout)).toEqual([
      { time: expect.any(String) as string, name: 'channel_occupied', channel: 'prices' },
    ]);
  });

  test('fails with 1 where the port is in use, and with 2 without a secret', async () => {
    const { url } = await receiver();
    const { port } = new URL(url);
    expect(await ended('webhook', '--port', port)).toEqual({
      code: 1,
      stdout: '',
      stderr: `rx-pusher: cannot listen on 127.0.0.1:${port}: the port is in use\n`,
    });
    expect(await ended('webhook', '--key', 'other')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'rx-pusher: needs a --secret, or PUSHER_APP_SECRET\n',
    });
  });
});
