import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { filter, firstValueFrom, map } from 'rxjs';
import { describe as described, reasonOf } from '../../lib/connection/describe.js';
import type { ConnectionState } from '../../lib/connection/state.js';
import { ConnectionTimeout, HandshakeError, ServerError, SocketClosed } from '../../lib/connection/errors.js';
import { createPusher } from '../../lib/pusher.js';

const refused = new Error('connect ECONNREFUSED 127.0.0.1:6999');

describe('a state in a log', () => {
  it.each<[ConnectionState, string]>([
    [{ status: 'idle' }, 'idle'],
    [{ status: 'connecting', attempt: 1 }, 'connecting'],
    [{ status: 'connecting', attempt: 3 }, 'connecting, attempt 3'],
    [{ status: 'connected', socketId: '1.1', activityTimeout: 1 }, 'connected'],
    [
      { status: 'waiting', attempt: 2, delay: 3_812, cause: new SocketClosed(1006, '', refused) },
      'waiting 3.8 s: connect ECONNREFUSED 127.0.0.1:6999',
    ],
    [
      { status: 'waiting', attempt: 2, delay: Infinity, cause: new ConnectionTimeout('open', 15_000) },
      'waiting: no open within 15000 ms',
    ],
    [
      { status: 'waiting', attempt: 2, delay: 0, cause: new SocketClosed(4200, '') },
      'waiting 0 s: socket closed with 4200',
    ],
    [{ status: 'disconnected' }, 'disconnected'],
    [{ status: 'failed', cause: new ServerError(4001, 'no app') }, 'failed: server error 4001: "no app"'],
  ])('is one line: %j', (state, line) => {
    expect(described(state)).toBe(line);
  });
});

describe('the reason why there is no connection', () => {
  it.each([
    ['a close without words', new SocketClosed(1006, ''), 'socket closed with 1006'],
    ['a close with words', new SocketClosed(4100, 'full', refused), 'socket closed with 4100: "full"'],
    ['an event that says nothing', new SocketClosed(1006, '', { type: 'error' }), 'socket closed with 1006'],
    ['what lies deeper', new SocketClosed(1006, '', new Error('outer', { cause: refused })), refused.message],
    [
      'one for each address of a name',
      new SocketClosed(1006, '', new AggregateError([new Error('no ::1'), new Error('no 127.0.0.1')], '')),
      'no ::1; no 127.0.0.1',
    ],
    ['a list of nothing', new SocketClosed(1006, '', new AggregateError([], 'none')), 'none'],
    ['a text that was thrown', new SocketClosed(1006, '', 'blocked'), 'blocked'],
    ['a frame', new HandshakeError('<html>', new Error('not JSON')), 'unusable first frame "<html>"'],
    ['what would forge a line', new SocketClosed(1006, '', new Error('a\nb\u001b[2J')), 'a\\u000ab\\u001b[2J'],
  ])('is %s', (_, cause, reason) => {
    expect(reasonOf(cause)).toBe(reason);
  });

  it('is found in causes that go round', () => {
    const one: { message: string; cause?: unknown } = { message: 'one' };
    const other = { message: 'other', cause: one };
    one.cause = other;
    expect(['one', 'other']).toContain(reasonOf(new SocketClosed(1006, '', one)));
    const list: { message: string; errors: unknown[] } = { message: 'list', errors: [] };
    list.errors.push(list, list);
    expect(reasonOf(new SocketClosed(1006, '', list))).toBe('list');
  });

  it('is that of Node where nobody listens, by address and by name', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
    );
    await new Promise((resolve) => server.close(resolve));
    for (const wsHost of ['127.0.0.1', 'localhost']) {
      const pusher = createPusher('key', { wsHost, wsPort: port, forceTLS: false });
      const hold = pusher.connect();
      const line = await firstValueFrom(
        pusher.state$.pipe(
          filter(({ status }) => status === 'waiting'),
          map(described),
        ),
      );
      hold.unsubscribe();
      expect(line).toMatch(new RegExp(`^waiting [\\d.]+ s: connect ECONNREFUSED (::1|127\\.0\\.0\\.1):${port}`));
    }
  });
});
