import { cachedOn, cliWith, closedPort, jsonLines, served, sharedSandbox, shell, silentPort } from './support.js';

// Each starts a process or two, which takes its time on a busy machine.
jest.setTimeout(40_000);

const shared = sharedSandbox();
const silent = silentPort();

const batch = (...args: readonly string[]) => cliWith({ stdin: true, within: 30_000 }, 'batch', ...args);
/** Waits until that is in the cache of a channel, and a little for the answer to whoever sent it. */
const heldBy = async (port: string, channel: string, data: string): Promise<void> => {
  while ((await cachedOn(port, channel)) !== data) await new Promise((resolve) => setTimeout(resolve, 50));
  await new Promise((resolve) => setTimeout(resolve, 300));
};
const line = (channel: string, event: string, data: unknown) => `${JSON.stringify({ channel, event, data })}\n`;

describe('rx-pusher batch', () => {
  test('sends the lines of its input in order, and counts them', async () => {
    const sending = batch('--port', shared.port);
    for (let n = 0; n < 25; n += 1) sending.write(line('cache-a', 'tick', n));
    sending.end('\n{"channel":"cache-b","name":"last","data":"text","socket_id":"1.2","info":"subscription_count"}');
    expect(await sending.ended()).toEqual({ code: 0, stdout: '26 sent, 0 failed\n', stderr: '' });
    const cached = await cliWith({}, 'channel', 'cache-a', '--info', 'cache', '--json', '--port', shared.port).ended();
    expect(JSON.parse(cached.stdout)).toMatchObject({ cache: { data: expect.stringContaining('24') as string } });
  });

  test('reports bad JSON with its line number, sends the rest, and ends with 1', async () => {
    const sending = batch('--port', shared.port);
    sending.end(`${line('a', 'x', 1)}${line('a', 'x', 2)}{"channel": oops\n${line('a', 'x', 4)}`);
    expect(await sending.ended()).toEqual({
      code: 1,
      stdout: '3 sent, 1 failed\n',
      stderr: 'line 3: not JSON\nrx-pusher: 1 of 4 events was not sent\n',
    });
  });

  test('says of each line why it is no event', async () => {
    const sending = batch('--json', '--port', shared.port);
    sending.end(
      [
        '[]',
        '{"event":"e","data":1}',
        '{"channel":"a","data":1}',
        '{"channel":"a","event":"e"}',
        '{"channel":"a","event":"e","data":1,"socket_id":2}',
        '{"channel":"a","event":"e","data":1,"info":2}',
        '{"channel":"a b","event":"e","data":1}',
      ].join('\n'),
    );
    const { code, stdout } = await sending.ended();
    expect([code, jsonLines(stdout)]).toEqual([
      1,
      [
        { line: 1, error: 'not an object' },
        { line: 2, error: 'channel is not a text' },
        { line: 3, error: 'event is not a text' },
        { line: 4, error: 'data is missing' },
        { line: 5, error: 'socket_id is not a text' },
        { line: 6, error: 'info is not a text' },
        { line: 7, error: expect.stringContaining('a b') as string },
        { sent: 0, failed: 7 },
      ],
    ]);
  });

  test.each([
    ['nobody listens', async () => ['--port', await closedPort()], /ECONNREFUSED 127\.0\.0\.1:\d+\n$/],
    [
      'the key is wrong',
      () => ['--port', shared.port, '--app-id', 'app-id', '--key', 'no', '--secret', 'hush'],
      /answered 401/,
    ],
  ])('stops where no other event would be sent either, and says how far it got: %s', async (_, flags, reason) => {
    const given = await flags();
    const [text, inJson] = [batch(...given), batch('--json', ...given)];
    for (const sending of [text, inJson]) sending.write(`oops\n${line('a', 'x', 1)}`);
    const [one, other] = [await text.ended(), await inJson.ended()];
    expect([one, other].map(({ code, stdout }) => [code, stdout])).toEqual([
      [1, '0 sent, 1 failed\n'],
      [1, '{"line":1,"error":"not JSON"}\n{"sent":0,"failed":1}\n'],
    ]);
    expect(one.stderr).toMatch(/^line 1: not JSON\nrx-pusher: stopped at line 2: /);
    expect(other.stderr).toMatch(/^rx-pusher: stopped at line 2: /);
    for (const { stderr } of [one, other]) expect(stderr).toMatch(reason);
    for (const { stderr } of [one, other]) expect(stderr).not.toContain('hush');
  });

  test('does not begin without an app', async () => {
    const sending = batch('--host', 'h');
    sending.write(line('a', 'x', 1));
    expect(await sending.ended()).toMatchObject({ code: 2, stdout: '' });
  });

  test('says how far it got where the server goes while it sends', async () => {
    const { server, port } = await served();
    const sending = batch('--port', port);
    for (let n = 0; n < 3; n += 1) sending.write(line('cache-a', 'tick', n));
    await heldBy(port, 'cache-a', '2');
    server.kill('SIGINT');
    await server.ended();
    sending.write(line('cache-a', 'tick', 3) + line('cache-a', 'tick', 4));
    const { code, stdout, stderr } = await sending.ended();
    expect([code, stdout]).toEqual([1, '3 sent, 0 failed\n']);
    expect(stderr).toMatch(/^rx-pusher: stopped at line 4: .*ECONNREFUSED/);
  });

  test.each([
    ['9007199254740993', '9007199254740993'],
    ['{"id":12345678901234567890, "price":1.10}', '{"id":12345678901234567890, "price":1.10}'],
    ['"a\u2028b"', 'a\u2028b'],
  ])('publishes data as it stands in the line: %s', async (data, sent) => {
    const sending = batch('--port', shared.port);
    sending.end(`\ufeff{"channel":"cache-exact","event":"e","data":${data}}\r\n`);
    expect(await sending.ended()).toEqual({ code: 0, stdout: '1 sent, 0 failed\n', stderr: '' });
    expect(await cachedOn(shared.port, 'cache-exact')).toBe(sent);
  });

  test('goes on after a line that is too long, no text, or sealed without a key', async () => {
    const sending = batch('--port', shared.port);
    const lines = [
      line('a', 'x', 'y'.repeat(1_048_577)),
      line('a', 'x', 'y'.repeat(10_241)),
      line('private-encrypted-a', 'x', 1),
      line('a', 'x', 1),
    ];
    sending.end(lines.join(''));
    const { code, stdout, stderr } = await sending.ended();
    expect([code, stdout]).toEqual([1, '1 sent, 3 failed\n']);
    expect(stderr).toMatch(/line 1: longer than 1048576 bytes\n/);
    expect(stderr).toMatch(/line 2: data of event "x": 10241 bytes/);
    expect(stderr).toMatch(/line 3: --master-key: needed for the encrypted channel private-encrypted-a\n/);
  });

  test.each([
    ['a directory', '< .'],
    ['what is open for writing alone', '0> /dev/null'],
  ])('fails with 1 where its input cannot be read: %s', async (_, redirection) => {
    for (const [flags, summary] of [
      ['', '0 sent, 0 failed\n'],
      ['--json', '{"sent":0,"failed":0}\n'],
    ] as const) {
      const child = shell(`exec rx-pusher batch ${flags} --port ${shared.port} ${redirection}`);
      expect(await child.ended()).toEqual({
        code: 1,
        stdout: summary,
        stderr: expect.stringMatching(/^rx-pusher: cannot read standard input: /) as string,
      });
    }
  });

  test('says at Ctrl-C how far it is, and ends with 1', async () => {
    const idle = batch('--port', shared.port);
    idle.write(`oops\n${line('cache-idle', 'x', 1)}`);
    const stuck = batch('--port', silent.port);
    stuck.write(`oops\n${line('a', 'x', 1)}`);
    await Promise.all([idle.says(/line 1/), stuck.says(/line 1/)]);
    await heldBy(shared.port, 'cache-idle', '1');
    for (const sending of [idle, stuck]) sending.kill('SIGINT');
    const outcomes = await Promise.all([idle.ended(), stuck.ended()]);
    expect(outcomes).toEqual([
      { code: 1, stdout: '1 sent, 1 failed\n', stderr: 'line 1: not JSON\nrx-pusher: interrupted\n' },
      { code: 1, stdout: '0 sent, 1 failed\n', stderr: 'line 1: not JSON\nrx-pusher: interrupted\n' },
    ]);
  });
});
