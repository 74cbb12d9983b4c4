import { cliWith, closedPort, jsonLines, sharedSandbox, silentPort } from './support.js';

const shared = sharedSandbox();
const silent = silentPort();

const batch = (...args: readonly string[]) => cliWith({ stdin: true }, 'batch', ...args);
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

  test('stops where no other event would be sent either', async () => {
    const port = batch('--port', await closedPort());
    const key = batch('--port', shared.port, '--app-id', 'app-id', '--key', 'nope', '--secret', 'hush');
    const none = batch('--host', 'h');
    for (const sending of [port, key, none]) sending.write(line('a', 'x', 1));
    const outcomes = await Promise.all([port, key, none].map((sending) => sending.ended()));
    expect(outcomes.map(({ code, stdout }) => [code, stdout])).toEqual([
      [1, ''],
      [1, ''],
      [2, ''],
    ]);
    expect(outcomes[0]!.stderr).toMatch(/ECONNREFUSED 127\.0\.0\.1:\d+\n$/);
    expect(outcomes[1]!.stderr).toMatch(/answered 401/);
    expect(outcomes[1]!.stderr).not.toContain('hush');
  });

  test('says at Ctrl-C how far it is, and ends with 1', async () => {
    const idle = batch('--port', shared.port);
    idle.write(`oops\n${line('a', 'x', 1)}`);
    const stuck = batch('--port', silent.port);
    stuck.write(`oops\n${line('a', 'x', 1)}`);
    await Promise.all([idle.says(/line 1/), stuck.says(/line 1/)]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (const sending of [idle, stuck]) sending.kill('SIGINT');
    const outcomes = await Promise.all([idle.ended(), stuck.ended()]);
    expect(outcomes).toEqual([
      { code: 1, stdout: '1 sent, 1 failed\n', stderr: 'line 1: not JSON\nrx-pusher: interrupted\n' },
      { code: 1, stdout: '0 sent, 1 failed\n', stderr: 'line 1: not JSON\nrx-pusher: interrupted\n' },
    ]);
  });
});
