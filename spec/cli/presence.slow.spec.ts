import { spawn, spawnSync } from 'node:child_process';
import { cli, closedPort, ended, jsonLines, sharedSandbox } from './support.js';

const shared = sharedSandbox();
const watch = (room: string, user: string, ...flags: readonly string[]) =>
  cli('presence', room, '--user', user, '--port', shared.port, ...flags);
const hasScript = spawnSync('script', ['--version']).status === 0;

describe('rx-pusher presence', () => {
  test('tells in lines who is there, who comes and who goes, until Ctrl-C, and then ends with 0', async () => {
    const ada = watch('presence-a', 'ada');
    await ada.says(/= ada/);
    const bob = watch('presence-a', 'bob', '--json', '--secret', 'app-secret');
    await ada.says(/\+ bob/);
    await bob.says(/bob/);
    bob.kill('SIGINT');
    await ada.says(/- bob/);
    ada.kill('SIGINT');
    const [lines, json] = await Promise.all([ada.ended(), bob.ended()]);
    expect([lines.code, json.code]).toEqual([0, 0]);
    expect(lines.stdout.replace(/^[\d:.]{12}/gm, 'TIME')).toBe('TIME = ada {"name":"ada"}\nTIME + bob\nTIME - bob\n');
    const time = expect.any(String) as string;
    expect(jsonLines(json.stdout)).toEqual([
      { time, channel: 'presence-a', event: 'here', id: 'ada', info: { name: 'ada' } },
      { time, channel: 'presence-a', event: 'here', id: 'bob', info: null },
    ]);
  });

  (hasScript ? test : test.skip)('is a table on a terminal, with colours', async () => {
    const args = `dist/cli/index.js presence presence-b --user ada --port ${shared.port}`;
    const terminal = spawn('script', ['-qefc', `exec ${process.execPath} ${args}`, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: 10_000,
      env: { PATH: process.env['PATH'], TERM: 'xterm-256color' },
    });
    let text = '';
    const shows = (pattern: RegExp) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (pattern.test(text)) resolve();
        };
        terminal.stdout.on('data', look);
        look();
      });
    terminal.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
    await shows(/presence-b\S* +1 here/);
    const bob = watch('presence-b', 'bob');
    await shows(/presence-b\S* +2 here[^]*bob/);
    bob.kill('SIGINT');
    await shows(/2 here[^]*1 here/);
    const closed = new Promise((resolve) => terminal.once('close', resolve));
    // Ctrl-C, as the keyboard sends it.
    terminal.stdin.write('\u0003');
    expect(await closed).toBe(0);
    expect(text).toContain('\u001b[1mpresence-b');
    expect(text).toContain('\u001b[J');
  });

  test('fails with 1 and the reason', async () => {
    const outcomes = await Promise.all([
      ended('presence', 'presence-c', '--port', await closedPort(), '--attempts', '1'),
      ended('presence', 'presence-c', '--port', shared.port, '--key', 'nope'),
      ended('presence', 'presence-c', '--port', shared.port, '--secret', 'wrong'),
    ]);
    expect(outcomes.map(({ code, stdout }) => [code, stdout])).toEqual([
      [1, ''],
      [1, ''],
      [1, ''],
    ]);
    expect(outcomes[0].stderr).toMatch(/ECONNREFUSED/);
    expect(outcomes[1].stderr).toMatch(/4001/);
    expect(outcomes[2].stderr).toMatch(/subscription of "presence-c" rejected/);
  });

  test('is bad usage with a channel that has no members', async () => {
    const { code, stderr } = await ended('presence', 'prices');
    expect([code, stderr]).toEqual([2, 'rx-pusher: prices is not a presence channel\n']);
  });
});
