import type { Sandbox } from '../../lib/sandbox/index.js';
import type { Running } from './support/running.js';
import { run, until } from './support/running.js';

const QUERY = '?protocol=7&client=spec&version=1.0';
const WELCOME = /^a\["\{\\"event\\":\\"pusher:connection_established\\"/;

/** What an answer has said so far, by lines; `ended` once it is whole. */
interface Answer {
  readonly lines: string[];
  readonly ended: () => boolean;
  readonly abort: () => void;
}

describe('The sandbox over HTTP', () => {
  let running: Running;
  let sandbox: Sandbox;
  let sessions = 0;
  const open: AbortController[] = [];

  beforeEach(async () => {
    running = await run();
    sandbox = running.sandbox;
  });
  afterEach(() => {
    for (const each of open.splice(0)) each.abort();
    running.stop();
  });

  const session = (prefix = '/pusher', key = 'app-key') => `${prefix}/app/${key}/${(sessions += 1)}/abcd`;
  const receive = (path: string, kind: 'xhr' | 'xhr_streaming', query = QUERY): Answer => {
    const controller = new AbortController();
    open.push(controller);
    const lines: string[] = [];
    let ended = false;
    void (async () => {
      const response = await fetch(`${sandbox.url}${path}/${kind}${query}`, {
        method: 'POST',
        signal: controller.signal,
      });
      let rest = '';
      const decoder = new TextDecoder();
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
        rest = parts.pop()!;
        lines.push(...parts);
      }
      ended = true;
    })().catch(() => undefined);
    return { lines, ended: () => ended, abort: () => controller.abort() };
  };
  const post = (path: string, body: string, method = 'POST', headers: Record<string, string> = {}) =>
    fetch(`${sandbox.url}${path}/xhr_send`, { method, headers, ...(method === 'POST' && { body }) });
  const subscribe = (path: string, ...channels: readonly string[]) =>
    post(
      path,
      JSON.stringify(channels.map((channel) => `{"event":"pusher:subscribe","data":{"channel":"${channel}"}}`)),
    );
  const publish = (data: string) => sandbox.publish({ channel: 'a', event: 'e', data });
  const told = ({ lines }: Answer) =>
    [...lines.join('').matchAll(/\\"e\\",\\"channel\\":\\"a\\",\\"data\\":\\"(\w+)/g)].map(([, data]) => data);

  it('streams: an opening, the handshake, and events as they come', async () => {
    const path = session();
    const answer = receive(path, 'xhr_streaming');
    await until(() => answer.lines.length === 2, 'handshake');
    expect(answer.lines).toEqual(['o{}', expect.stringMatching(WELCOME)]);
    expect((await subscribe(path, 'a')).status).toBe(204);
    publish('one');
    publish('two');
    await until(() => told(answer).length === 2, 'events');
    expect([told(answer), answer.ended()]).toEqual([['one', 'two'], false]);
  });

  it('answers a poll with what there is, and keeps the rest for the next', async () => {
    const path = session();
    const first = receive(path, 'xhr');
    await until(first.ended, 'opening');
    const second = receive(path, 'xhr');
    await until(second.ended, 'handshake');
    expect([first.lines, second.lines]).toEqual([['o{}'], [expect.stringMatching(WELCOME)]]);
    await subscribe(path, 'a');
    for (const data of ['one', 'two', 'three']) publish(data);
    const third = receive(path, 'xhr');
    await until(third.ended, 'events');
    expect(third.lines).toHaveLength(1);
    expect(told(third)).toEqual(['one', 'two', 'three']);
  });

  it('lets a later request take over: the one before ends whole, and nothing is said twice or lost', async () => {
    const path = session();
    const answers = [receive(path, 'xhr_streaming')];
    await until(() => answers[0]!.lines.length === 2, 'handshake');
    await subscribe(path, 'a');
    for (let i = 0; i < 200; i += 1) {
      publish(`n${i}`);
      if (i % 40 === 20) answers.push(receive(path, 'xhr_streaming'));
      if (i % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await until(() => answers.flatMap(told).length === 200, 'all');
    expect(answers.flatMap(told)).toEqual(Array.from({ length: 200 }, (_, i) => `n${i}`));
    await until(() => answers.slice(0, -1).every(({ ended }) => ended()), 'ends');
  });

  it.each([
    [4200, 'again'],
    [4001, ''],
    [1005, ''],
  ])('says the code of a close: %d', async (code, reason) => {
    const path = session();
    const answer = receive(path, 'xhr_streaming');
    await until(() => answer.lines.length === 2, 'handshake');
    sandbox.close(code, reason);
    await until(answer.ended, 'end');
    expect(answer.lines[2]).toBe(`c${JSON.stringify([code, reason])}`);
    expect((await subscribe(path, 'a')).status).toBe(404);
  });

  it('says it to a client that polls when it comes for it', async () => {
    const path = session();
    await until(receive(path, 'xhr').ended, 'opening');
    sandbox.close(4100, 'full');
    const next = receive(path, 'xhr');
    await until(next.ended, 'close');
    expect(next.lines.at(-1)).toBe('c[4100,"full"]');
  });

  it('refuses a wrong key with 4001, and a missing protocol with 4008, as it does over a WebSocket', async () => {
    const wrong = receive(session('/pusher', 'no-such-key'), 'xhr_streaming');
    const bare = receive(session(''), 'xhr_streaming', '');
    await until(() => wrong.ended() && bare.ended(), 'ends');
    expect([wrong.lines[1], bare.lines[1]]).toEqual([
      expect.stringMatching(/^c\[4001,"App key/),
      expect.stringMatching(/^c\[4008,/),
    ]);
  });

  it('forgets a client that comes no more, and tells the others', async () => {
    const answer = receive(session(), 'xhr_streaming');
    await until(() => sandbox.snapshot().connections.length === 1, 'connection');
    answer.abort();
    await until(() => sandbox.snapshot().connections.length === 0, 'end');
  });

  it.each([
    ['no JSON', 'x'],
    ['no list', '{}'],
    ['what is no text', '[1]'],
  ])('takes no frames from a body with %s', async (_, body) => {
    const path = session();
    await until(receive(path, 'xhr').ended, 'opening');
    expect((await post(path, body)).status).toBe(400);
  });

  it('takes none that are too much, and none for a session that there is not', async () => {
    const path = session();
    expect((await post(path, '[]')).status).toBe(404);
    await until(receive(path, 'xhr').ended, 'opening');
    expect((await post(path, `["${'x'.repeat(1_100_000)}"]`)).status).toBe(413);
    expect((await post(path, '[]')).status).toBe(204);
  });

  it('lets pages of other origins ask, and read the answers', async () => {
    const path = session();
    const asked = await post(path, '', 'OPTIONS', {
      origin: 'https://app.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    });
    expect([asked.status, Object.fromEntries(asked.headers)]).toEqual([
      204,
      expect.objectContaining({
        'access-control-allow-origin': 'https://app.example',
        'access-control-allow-methods': 'POST, OPTIONS',
        'access-control-allow-headers': 'content-type',
      }),
    ]);
    const refused = await post(path, '[]', 'POST', { origin: 'https://app.example' });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([404, 'https://app.example']);
  });
});
