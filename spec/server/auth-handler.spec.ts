import { of } from 'rxjs';
import type { AuthHandlerOptions } from '../../lib/server/index.js';
import { createAuthHandler, createPusherServer } from '../../lib/server/index.js';

const server = createPusherServer({ appId: '3', key: 'k', secret: 's', cluster: 'eu' });
const member = { user_id: 'u1', user_info: { name: 'Ada' } };

const ask = async (hooks: Omit<AuthHandlerOptions, 'server'>, body: string, init: RequestInit = {}) => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', cookie: 'session=ada' };
  const request = new Request('http://localhost/pusher/auth', { method: 'POST', headers, body, ...init });
  const response = await createAuthHandler({ server, ...hooks })(request);
  return { status: response.status, body: (await response.json()) as unknown, headers: response.headers };
};
const PRIVATE = 'socket_id=1.2&channel_name=private-x';
const PRESENCE = 'socket_id=1.2&channel_name=presence-x';

describe('the handler of authorization requests', () => {
  it('signs for whom the hook lets in', async () => {
    const answer = await ask({ channel: () => true }, PRIVATE);
    expect(answer).toMatchObject({ status: 200, body: server.authorizeChannel('1.2', 'private-x') });
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('signs as the member the hook says, on presence channels alone', async () => {
    const hooks = { channel: () => member };
    expect((await ask(hooks, PRESENCE)).body).toEqual(server.authorizeChannel('1.2', 'presence-x', member));
    expect((await ask(hooks, PRIVATE)).body).toEqual(server.authorizeChannel('1.2', 'private-x'));
  });

  it('takes an answer now, as a Promise or as an observable', async () => {
    for (const answer of [true, Promise.resolve(true), of(true)])
      expect((await ask({ channel: () => answer }, PRIVATE)).status).toBe(200);
  });

  it('tells the hook who asks for what', async () => {
    const channel = jest.fn(() => true);
    await ask({ channel }, `${PRIVATE}&tenant=7`);
    expect(channel).toHaveBeenCalledWith(
      expect.objectContaining({ socketId: '1.2', channelName: 'private-x', params: new Map([['tenant', '7']]) }),
    );
    const [{ request }] = channel.mock.calls[0] as unknown as [{ request: Request }];
    expect(request.headers.get('cookie')).toBe('session=ada');
  });

  it.each([false, undefined, null, {}, of()])('refuses where the hook says %j', async (answer) => {
    expect((await ask({ channel: () => answer as never }, PRIVATE)).status).toBe(403);
    expect((await ask({ user: () => answer as never }, 'socket_id=1.2')).status).toBe(403);
  });

  it('refuses everything without a hook', async () => {
    expect((await ask({}, PRIVATE)).status).toBe(403);
    expect((await ask({}, 'socket_id=1.2')).status).toBe(403);
  });

  it('refuses with the status the hook wants', async () => {
    expect((await ask({ channel: () => ({ status: 401 }) }, PRIVATE)).status).toBe(401);
    expect((await ask({ user: () => ({ status: 401 }) }, 'socket_id=1.2')).status).toBe(401);
  });

  it('takes a refusal with a status that is none for a hook that fails', async () => {
    for (const status of [200, 42, 600, Number.NaN]) {
      const onError = jest.fn();
      expect((await ask({ channel: () => ({ status }), onError }, PRIVATE)).status).toBe(500);
      expect(onError).toHaveBeenCalledTimes(1);
    }
  });

  it('never asks the hook for a public channel or a wrong name', async () => {
    const channel = jest.fn(() => true);
    expect((await ask({ channel }, 'socket_id=1.2&channel_name=news')).status).toBe(403);
    expect((await ask({ channel }, 'socket_id=1.2&channel_name=private-a%20b')).status).toBe(400);
    expect((await ask({ channel }, 'socket_id=1.2&channel_name=%23server-to-user-1')).status).toBe(400);
    expect(channel).not.toHaveBeenCalled();
  });

  it('signs users in', async () => {
    const user = { id: 'u1', watchlist: ['u2'] };
    expect((await ask({ user: () => user }, 'socket_id=1.2')).body).toEqual(server.authenticateUser('1.2', user));
  });

  it('answers a batch channel by channel', async () => {
    const hooks = { channel: ({ channelName }: { channelName: string }) => channelName !== 'private-c' };
    const answer = await ask(
      hooks,
      'socket_id=1.2&channel_name[0]=private-a&channel_name[1]=private-c&channel_name[2]=news&channel_name[3]=__proto__',
    );
    expect(answer.status).toBe(200);
    expect(Object.entries(answer.body as object)).toEqual([
      ['private-a', { status: 200, data: server.authorizeChannel('1.2', 'private-a') }],
      ['private-c', { status: 403, data: { error: 'forbidden' } }],
      ['news', { status: 403, data: { error: 'a public channel needs no authorization' } }],
      ['__proto__', { status: 403, data: { error: 'a public channel needs no authorization' } }],
    ]);
  });

  it('answers 400 to what is no such request, and 405 to what is no POST', async () => {
    expect((await ask({}, 'hello')).status).toBe(400);
    const get = await ask({}, '', { method: 'GET', body: null });
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('hands a hook that fails to the platform, or to onError and answers 500', async () => {
    const broken = () => {
      throw new Error('database password is 1234');
    };
    await expect(ask({ channel: broken }, PRIVATE)).rejects.toMatchObject({
      _tag: 'CallbackError',
      callback: 'channel',
    });
    const onError = jest.fn();
    const answer = await ask({ user: () => Promise.reject(new Error('1234')), onError }, 'socket_id=1.2');
    expect([answer.status, answer.body]).toEqual([500, { error: 'failed' }]);
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ callback: 'user' }));
  });

  it('fails one channel of a batch alone', async () => {
    const channel = ({ channelName }: { channelName: string }) =>
      channelName === 'private-a' || Promise.reject(new Error('no'));
    const answer = await ask(
      { channel, onError: () => undefined },
      'socket_id=1.2&channel_name[]=private-a&channel_name[]=private-b',
    );
    expect(answer.body).toMatchObject({ 'private-a': { status: 200 }, 'private-b': { status: 500 } });
  });
});
