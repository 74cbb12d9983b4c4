import { killChildren, start } from '../support/child.js';

describe('npm start', () => {
  afterEach(killChildren);

  const feed = (...args: readonly string[]) => start(['scripts/start.mjs', ...args], { within: 30_000 });

  test('shows live events, and with --for says at the end that none was lost', async () => {
    const { code, stdout, stderr } = await feed('--for', '1').ended();
    const lines = stdout.match(/^\d\d:\d\d:\d\d\.\d{3} {2}prices-\w+ +\d+\.\d\d .* \d+ ms$/gm) ?? [];
    const [, published, received] = /\npublished (\d+), received (\d+)\n$/.exec(stdout) ?? [];
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(lines.length).toBeGreaterThan(3);
    expect([published, received]).toEqual([String(lines.length), String(lines.length)]);
  });

  test('ends with 0 at Ctrl-C, after the last event', async () => {
    const child = feed();
    await child.says(/prices-.* ms$/m);
    child.kill('SIGINT');
    const { code, stdout } = await child.ended();
    expect(stdout).toMatch(/published (\d+), received \1\n$/);
    expect(code).toBe(0);
  });

  test('is bad usage with a time that is none', async () => {
    expect(await feed('--for', 'ever').ended()).toMatchObject({ code: 2, stdout: '' });
  });
});
