import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { killChildren } from '../support/child.js';
import { cli, served } from './support.js';

describe('rx-pusher serve', () => {
  afterEach(killChildren);

  test('says where it listens and which apps it serves, and no secret', async () => {
    const { server, port } = await served('--app', 'one:key1:hush1', '--app', 'two:key2:hush2');
    await server.says(/key2/);
    server.kill('SIGINT');
    const { stdout, stderr } = await server.ended();
    expect(stdout).toBe(`listening on http://127.0.0.1:${port}\n  app one, key key1\n  app two, key key2\n`);
    expect(stderr).toBe('');
  });

  test('says it in one line of JSON with --json', async () => {
    const { server, port } = await served('--json');
    server.kill('SIGINT');
    const { stdout } = await server.ended();
    expect(JSON.parse(stdout)).toEqual({
      url: `http://127.0.0.1:${port}`,
      host: '127.0.0.1',
      port: Number(port),
      apps: [{ id: 'app-id', key: 'app-key' }],
    });
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('ends with 0 at %s, also while somebody listens', async (signal) => {
    const { server, port } = await served();
    const listener = cli('listen', 'prices', '--port', port);
    await listener.says(/subscribed to prices/);
    server.kill(signal);
    expect(await server.ended()).toMatchObject({ code: 0, stderr: '' });
  });

  test('fails with 1 where the port is in use', async () => {
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await cli('serve', '--port', String(port)).ended();
    other.close();
    expect(code).toBe(1);
    expect(stderr).toBe(`rx-pusher: cannot listen on 127.0.0.1:${port}: the port is in use\n`);
  });

  test.each([
    ['a port that is none', ['--port', '70000'], /--port .*0 to 65535/],
    ['an app without a secret', ['--app', 'id:key'], /Not id:key:secret/],
    ['two apps of one key', ['--app', 'a:key:s', '--app', 'b:key:s'], /apps\[1\]\.key/],
    ['an unknown flag', ['--verbose'], /unknown option '--verbose'/],
  ])('is bad usage with %s', async (_, args, complaint) => {
    const { code, stdout, stderr } = await cli('serve', ...args).ended();
    expect(stderr).toMatch(complaint);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
