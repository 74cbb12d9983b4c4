import manifest from '../../package.json';
import { killChildren } from '../support/child.js';
import { cli } from './support.js';

// One of these starts eleven processes at once.
jest.setTimeout(40_000);

describe('rx-pusher', () => {
  afterEach(killChildren);

  test('says how it is used, and ends with 0, when asked to', async () => {
    const { code, stdout } = await cli('--help').ended();
    expect(stdout).toMatch(/serve .*\n.*listen /);
    expect(code).toBe(0);
  });

  test('teaches each command by examples', async () => {
    const names = ['serve', 'listen', 'presence', 'trigger', 'batch', 'channels', 'channel', 'users', 'terminate'];
    const helps = await Promise.all([...names, 'webhook', 'bench'].map((name) => cli(name, '--help').ended()));
    for (const { code, stdout } of helps) {
      expect(stdout).toMatch(/Examples?:\n {2}\$ .*rx-pusher/);
      expect([code, stdout.includes('--json')]).toEqual([0, true]);
    }
  });

  test('says its version', async () => {
    expect(await cli('--version').ended()).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  test.each([
    ['without a command', []],
    ['with an unknown one', ['publish']],
  ])('is bad usage %s', async (_, args) => {
    const { code, stdout, stderr } = await cli(...args).ended();
    expect(stderr).toMatch(/Usage|unknown command/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
