import { existsSync } from 'node:fs';
import { sign } from '../../lib/protocol/signature.js';
import { publish, sharedSandbox, shell } from './support.js';

jest.setTimeout(60_000);

const shared = sharedSandbox();

/** How a command ends where its output is full. */
const full = (args: string) => shell(`exec rx-pusher ${args} > /dev/full`);
const FULL = {
  code: 1,
  stderr: expect.stringMatching(/^rx-pusher: cannot write to standard output: ENOSPC.*\n$/m) as string,
};

const describeFull = existsSync('/dev/full') ? describe : describe.skip;

describeFull('where standard output cannot be written', () => {
  test.each([
    'trigger a e 1',
    'channels --json',
    'channel a',
    'users presence-a --json',
    'terminate ada',
    'bench --messages 1',
    'batch < /dev/null',
    'batch --json < /dev/null',
  ])('rx-pusher %s says so, and ends with 1', async (args) => {
    const [command = '', ...input] = args.split(' <');
    expect(
      await full(`${command} --port ${shared.port}${input.map((from) => ` <${from}`).join('')}`).ended(),
    ).toMatchObject(FULL);
  });

  test.each(['--help', 'serve --port 0', 'serve --port 0 --json'])(
    'so does what needs no server: rx-pusher %s',
    async (args) => {
      expect(await full(args).ended()).toMatchObject(FULL);
    },
  );

  test('so does what goes on until Ctrl-C, at its first line', async () => {
    const listening = full(`listen a --port ${shared.port}`);
    const present = full(`presence presence-b --json --port ${shared.port}`);
    const webhook = full('webhook --port 0');
    await listening.says(/subscribed/);
    await publish(shared.port, 'a', 'e', 1);
    const [, url = ''] = await webhook.says(/listening on (http:\S+)/);
    const body = '{"time_ms":1,"events":[{"name":"channel_occupied","channel":"a"}]}';
    const headers = {
      'content-type': 'application/json',
      'x-pusher-key': 'app-key',
      'x-pusher-signature': sign('app-secret', body),
    };
    await fetch(url, { method: 'POST', headers, body });
    for (const child of [listening, present, webhook]) expect(await child.ended()).toMatchObject(FULL);
  });
});

describe('where nobody reads standard output any more', () => {
  test.each(['trigger a e 1', 'channels --json', 'batch < /dev/null'])('rx-pusher %s ends with 1', async (args) => {
    const [command = '', ...input] = args.split(' <');
    const line = `rx-pusher ${command} --port ${shared.port}${input.map((from) => ` <${from}`).join('')}`;
    // It begins to write when whoever read is gone.
    const child = shell(`{ sleep 1; ${line}; echo "code $?" >&2; } | true`);
    const { stderr } = await child.ended();
    expect(stderr).toMatch(/^rx-pusher: cannot write to standard output: .*EPIPE\ncode 1\n$/);
  });
});

test('what cannot be said about results does not keep them back', async () => {
  const child = shell(`exec rx-pusher channels --json --port ${shared.port} 2> /dev/full`);
  expect(await child.ended()).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\{"channels":/) as string });
});
