import { encryption } from '../../../lib/encryption/index.js';
import { app, createBed, auth as signed, KEY, SECRET } from '../support/bed.js';
import { sign, userMessage } from '../../../lib/protocol/signature.js';

const bed = createBed({
  apps: [app(), app({ id: 'other', key: 'other', secret: 's', encryptionMasterKeyBase64: '' })],
});
const ask = (fields: Record<string, string>, url = '/pusher/auth') => {
  const { status, body } = bed.request('POST', url, new URLSearchParams(fields).toString());
  return { status, body: status === 200 ? (JSON.parse(body) as Record<string, string>) : body };
};

describe('the channel authorization endpoint', () => {
  it('signs private channels', () => {
    expect(ask({ socket_id: '1.2', channel_name: 'private-a' })).toEqual({
      status: 200,
      body: { auth: signed('1.2', 'private-a') },
    });
  });

  it('makes up a member for presence channels, or takes the one of the parameters', () => {
    const { channel_data, auth } = ask({ socket_id: '1.2', channel_name: 'presence-a' }).body as Record<string, string>;
    expect(JSON.parse(channel_data!)).toEqual({ user_id: 'user-1', user_info: { name: 'user-1' } });
    expect(auth).toBe(signed('1.2', 'presence-a', channel_data));
    const given = { user_id: 'me', user_info: '{"x":1}' };
    const { body } = ask({ socket_id: '1.2', channel_name: 'presence-a', ...given });
    expect(body).toMatchObject({ channel_data: '{"user_id":"me","user_info":{"x":1}}' });
  });

  it('leaves out the infos of a member that nest too deep to be written again', () => {
    const user_info = '['.repeat(100_000) + ']'.repeat(100_000);
    const { body } = ask({ socket_id: '1.2', channel_name: 'presence-a', user_info });
    expect(body).toMatchObject({ channel_data: '{"user_id":"user-1","user_info":{"name":"user-1"}}' });
  });

  it('gives the shared secret of an encrypted channel, if the app has a master key', () => {
    const { body } = ask({ socket_id: '1.2', channel_name: 'private-encrypted-a' });
    expect(encryption.key((body as Record<string, string>)['shared_secret']!)).toHaveLength(32);
    expect(ask({ socket_id: '1.2', channel_name: 'private-encrypted-a' }, '/pusher/auth?key=other').status).toBe(403);
  });

  it('answers a batch channel by channel', () => {
    const fields = { socket_id: '1.2', 'channel_name[0]': 'private-a', 'channel_name[1]': 'public' };
    expect(ask(fields).body).toEqual({
      'private-a': { status: 200, data: { auth: signed('1.2', 'private-a') } },
      public: { status: 403 },
    });
  });

  it.each([
    [403, 'a public channel', { socket_id: '1.2', channel_name: 'a' }],
    [403, 'an impossible channel', { socket_id: '1.2', channel_name: 'private-a b' }],
    [400, 'no socket', { channel_name: 'private-a' }],
    [400, 'a socket that is none', { socket_id: '1', channel_name: 'private-a' }],
    [400, 'a socket that would be signed as something else', { socket_id: '1.2:private-a', channel_name: 'private-b' }],
  ])('answers %i to %s', (status, _, fields: Record<string, string>) => {
    expect(ask(fields).status).toBe(status);
  });

  it('signs for the app of the key, and answers 404 for no app', () => {
    const fields = { socket_id: '1.2', channel_name: 'private-a' };
    expect(ask(fields, '/pusher/auth?key=other').body).toMatchObject({
      auth: expect.stringMatching(/^other:/) as string,
    });
    expect(ask(fields, '/pusher/auth?key=none').status).toBe(404);
  });

  it('is open to pages of any origin, with whatever headers they send', () => {
    const preflight = bed.request('OPTIONS', '/pusher/auth', '', {
      origin: 'https://a.example',
      'access-control-request-headers': 'x-mine',
    });
    expect(preflight).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': 'https://a.example',
        'access-control-allow-headers': 'x-mine',
        'access-control-allow-credentials': 'true',
      },
    });
    const body = 'socket_id=1.2&channel_name=private-a';
    expect(bed.request('POST', '/pusher/auth', body, { origin: 'https://a.example' }).headers).toMatchObject({
      'access-control-allow-origin': 'https://a.example',
    });
    expect(bed.request('GET', '/pusher/auth').status).toBe(405);
  });

  it('is closed to other origins where some are named', () => {
    const strict = createBed({ allowedOrigins: ['https://a.example'] });
    const headersFor = (origin: string) => strict.request('OPTIONS', '/pusher/auth', '', { origin }).headers;
    expect(headersFor('https://b.example')).toEqual({});
    expect(headersFor('https://a.example')).toMatchObject({ 'access-control-allow-origin': 'https://a.example' });
  });
});

describe('the user authentication endpoint', () => {
  it('signs a user, made up or given, with a watchlist', () => {
    const made = ask({ socket_id: '1.2' }, '/pusher/user-auth').body as Record<string, string>;
    expect(made['user_data']).toBe('{"id":"user-1","user_info":{"name":"user-1"}}');
    expect(made['auth']).toBe(`${KEY}:${sign(SECRET, userMessage('1.2', made['user_data']!))}`);
    const given = { socket_id: '1.2', user_id: 'u', user_info: '{}', watchlist: 'a,b' };
    expect(ask(given, '/pusher/user-auth').body).toMatchObject({
      user_data: '{"id":"u","user_info":{},"watchlist":["a","b"]}',
    });
  });
});
