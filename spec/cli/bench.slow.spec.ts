import { firstValueFrom } from 'rxjs';
import { cli, closedPort, ended, sharedSandbox, silentPort } from './support.js';

const shared = sharedSandbox();
const silent = silentPort();

describe('rx-pusher bench', () => {
  test('prints how long publishes and deliveries took', async () => {
    const plan = ['--messages', '20', '--clients', '2', '--port', shared.port];
    const [text, json] = await Promise.all([ended('bench', ...plan), ended('bench', ...plan, '--json')]);
    expect([text.code, text.stderr]).toEqual([0, '']);
    const times = 'p50 [\\d.]+ ms {2}p95 [\\d.]+ ms {2}p99 [\\d.]+ ms {2}max [\\d.]+ ms';
    expect(text.stdout).toMatch(
      new RegExp(
        `^20 published, 40 received, 0 lost in [\\d.]+ s: \\d+ a second\npublish {4}${times}\ndelivery {3}${times}\n$`,
      ),
    );
    const report = JSON.parse(json.stdout) as Record<'publish' | 'delivery', Record<string, number>>;
    expect(report).toMatchObject({ messages: 20, clients: 2, published: 20, received: 40, lost: 0 });
    for (const { p50, p95, p99, max } of [report.publish, report.delivery]) {
      expect([p50, p95, p99, max]).toEqual([p50!, p95!, p99!, max!].sort((a, b) => a - b));
      expect(p50).toBeGreaterThan(0);
    }
  });

  test('fails with 1 for a wrong key, a wrong secret and a closed port', async () => {
    const outcomes = await Promise.all([
      ended('bench', '--port', shared.port, '--app-id', 'app-id', '--key', 'nope', '--secret', 'hush'),
      ended('bench', '--port', shared.port, '--secret', 'hush'),
      ended('bench', '--port', await closedPort()),
    ]);
    expect(outcomes.map(({ code, stdout }) => [code, stdout])).toEqual([
      [1, ''],
      [1, ''],
      [1, ''],
    ]);
    expect(outcomes[0].stderr).toMatch(/4001/);
    expect(outcomes[1].stderr).toMatch(/answered 401/);
    expect(outcomes[2].stderr).toMatch(/ECONNREFUSED/);
    expect(outcomes.map(({ stderr }) => stderr).join()).not.toContain('hush');
  });

  test('ends with 1 at Ctrl-C in the middle', async () => {
    const underWay = [silent.asked(), firstValueFrom(shared.sandbox.received$)];
    const benches = [cli('bench', '--messages', '1000000', '--port', shared.port), cli('bench', '--port', silent.port)];
    await Promise.all(underWay);
    for (const bench of benches) bench.kill('SIGINT');
    const outcomes = await Promise.all(benches.map((bench) => bench.ended()));
    expect(outcomes).toEqual(benches.map(() => ({ code: 1, stdout: '', stderr: 'rx-pusher: interrupted\n' })));
  });
});
