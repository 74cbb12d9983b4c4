import { cli, closedPort, MASTER_KEY, publish, served, sharedSandbox } from './support.js';

const shared = sharedSandbox();

describe('rx-pusher listen', () => {
  test('prints each event in a line, until Ctrl-C, and then ends with 0', async () => {
    const { port } = shared;
    const listener = cli('listen', 'prices', '--port', port);
    await listener.says(/subscribed to prices/);
    await publish(port, 'prices', 'tick', { price: 42 });
    await listener.says(/price/);
    listener.kill('SIGINT');
    const { code, stdout } = await listener.ended();
    expect(stdout).toMatch(/^\d\d:\d\d:\d\d\.\d{3} prices tick \{"price":42\}\n$/);
    expect(code).toBe(0);
  });

  test('prints JSON Lines with --json, and what it says beside them on stderr', async () => {
    const { port } = shared;
    const listener = cli('listen', 'prices', 'trades', '--json', '--port', port);
    await listener.says(/subscribed to prices[^]*trades|subscribed to trades[^]*prices/);
    await publish(port, 'prices', 'tick', 'one');
    await publish(port, 'trades', 'fill', { nested: [1, null] });
    await listener.says(/fill/);
    listener.kill('SIGINT');
    const { stdout } = await listener.ended();
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { time: expect.any(String) as string, channel: 'prices', event: 'tick', data: 'one' },
      { time: expect.any(String) as string, channel: 'trades', event: 'fill', data: { nested: [1, null] } },
    ]);
  });

  test.each([[[]], [['--json']]])('prints numbers with the digits that they came with, %j', async (flags) => {
    const { port } = shared;
    const listener = cli('listen', 'prices', ...flags, '--port', port);
    await listener.says(/subscribed to prices/);
    await publish(port, 'prices', 'tick', '{"id":9007199254740993}');
    await listener.says(/\{"id":9007199254740993\}/);
  });

  test('prints only the events that --event names', async () => {
    const { port } = shared;
    const listener = cli('listen', 'prices', '--event', 'tick', '--event', 'end', '--port', port);
    await listener.says(/subscribed/);
    for (const event of ['noise', 'tick', 'noise', 'end']) await publish(port, 'prices', event, 0);
    await listener.says(/prices end/);
    listener.kill('SIGINT');
    const { stdout } = await listener.ended();
    expect(stdout).not.toContain('noise');
    expect(stdout.match(/\n/g)).toHaveLength(2);
  });

  test('does not let an event command the terminal', async () => {
    const { port } = shared;
    const listener = cli('listen', 'prices', '--port', port);
    await listener.says(/subscribed/);
    await publish(port, 'prices', 'tick\u001b[2J', '\u009b2J');
    const [line] = await listener.says(/prices .*/);
    expect(line).toBe('prices tick\\u001b[2J "\\u009b2J"');
  });

  test.each([[[]], [['--json']]])('outlives an event that nests too deep to be written again, %j', async (flags) => {
    const { port } = shared;
    const listener = cli('listen', 'prices', ...flags, '--port', port);
    await listener.says(/subscribed/);
    await publish(port, 'prices', 'deep', '['.repeat(5_000) + ']'.repeat(5_000));
    await publish(port, 'prices', 'next', 1);
    await listener.says(/next/);
    listener.kill('SIGINT');
    const { code, stdout } = await listener.ended();
    expect([code, stdout.match(/deep.*"\(nests too deep\)"/g)]).toEqual([0, [expect.any(String)]]);
  });

  test.each([
    ['with the secret of the app', ['--secret', 'app-secret', '--master-key', MASTER_KEY]],
    ['with nothing, as the server on this machine lets everybody in', []],
  ])('joins channels of every kind %s', async (_, flags) => {
    const { port } = shared;
    const names = ['private-a', 'presence-a', 'private-encrypted-a', 'cache-a'];
    const listener = cli('listen', ...names, ...flags, '--port', port);
    await Promise.all(names.map((name) => listener.says(new RegExp(`subscribed to ${name}`))));
    for (const name of names) await publish(port, name, 'tick', { on: name });
    for (const name of names) await listener.says(new RegExp(`${name} tick {"on":"${name}"}`));
  });

  test('asks at the --auth-endpoint', async () => {
    const { port } = shared;
    const listener = cli(
      ...['listen', 'private-a', '--host', 'localhost', '--port', port],
      ...['--auth-endpoint', `http://127.0.0.1:${port}/pusher/auth`],
    );
    await listener.says(/subscribed to private-a/);
  });

  test('comes back by itself when the server does', async () => {
    const { server, port } = await served();
    const listener = cli('listen', 'prices', '--port', port);
    await listener.says(/subscribed/);
    server.kill('SIGINT');
    await listener.says(/attempt 2 in/);
    cli('serve', '--port', port);
    await listener.says(/(subscribed to prices[^]*){2}/);
  });

  test('ends with 0 at Ctrl-C while it waits for the next attempt', async () => {
    const listener = cli('listen', 'prices', '--port', '1');
    await listener.says(/ECONNREFUSED.*; attempt 2 in \d+\.\d s/);
    listener.kill('SIGINT');
    expect((await listener.ended()).code).toBe(0);
  });

  test('fails with 1 and the reason', async () => {
    const { port } = shared;
    const closed = await closedPort();
    const outcomes = await Promise.all(
      [
        ['prices', '--port', closed, '--attempts', '1'],
        ['prices', '--port', port, '--key', 'nope'],
        ['private-a', '--port', port, '--secret', 'wrong'],
      ].map((args) => cli('listen', ...args).ended()),
    );
    expect(outcomes.map(({ code }) => code)).toEqual([1, 1, 1]);
    expect(outcomes[0]!.stderr).toBe(`rx-pusher: socket closed with 1006: connect ECONNREFUSED 127.0.0.1:${closed}\n`);
    expect(outcomes[1]!.stderr).toMatch(/4001.*nope/);
    expect(outcomes[2]!.stderr).toMatch(/subscription of "private-a" rejected/);
    expect(outcomes.map(({ stderr }) => stderr).join()).not.toContain('wrong');
  });

  test.each([
    ['no channel', [], /missing required argument 'channel'/],
    ['a name that is none', ['pri ces'], /channel "pri ces"/],
    ['a cluster and a host', ['a', '--cluster', 'eu', '--host', 'h'], /cannot be used with/],
    ['a cluster without a key', ['a', '--cluster', 'eu'], /--cluster needs a --key/],
    ['a private channel elsewhere, and nobody to ask', ['private-a', '--host', 'h'], /--secret or --auth-endpoint/],
    ['an encrypted channel without a master key', ['private-encrypted-a', '--secret', 's'], /needs a --master-key/],
    ['a master key that is none', ['private-encrypted-a', '--secret', 's', '--master-key', 'k'], /32 bytes/],
    ['a master key without a secret', ['a', '--master-key', MASTER_KEY], /--master-key needs a --secret/],
  ])('is bad usage with %s', async (_, args, complaint) => {
    const { code, stdout, stderr } = await cli('listen', ...args).ended();
    expect(stderr).toMatch(complaint);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
