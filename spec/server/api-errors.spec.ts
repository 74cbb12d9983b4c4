import { firstValueFrom } from 'rxjs';
import { settingsOf } from '../../lib/server/config.js';
import { signedUrl } from '../../lib/server/signed-url.js';
import type { SandboxApp } from './sandbox-app.js';
import { failure, startSandboxApp } from './sandbox-app.js';

let app: SandboxApp;
beforeAll(async () => (app = await startSandboxApp()));
afterAll(() => app.stop());

describe('errors of the sandbox', () => {
  it.each([
    [400, 'user_count of all channels', () => app.server().channels({ info: 'user_count' })],
    [400, 'users of a public channel', () => app.server().users('public')],
    [400, 'an unknown attribute', () => app.server().channel('a', { info: 'weather' })],
    [
      400,
      '11 events at once',
      () =>
        app
          .server()
          .post({ path: '/batch_events', body: { batch: Array(11).fill({ name: 'e', data: 'x', channel: 'a' }) } }),
    ],
    [413, 'too much data', () => app.server({ maxDataSize: 20_000 }).trigger('a', 'e', 'x'.repeat(10_241))],
    [401, 'a wrong secret', () => app.server({ secret: 'wrong' }).channels()],
    [404, 'an unknown app', () => app.server({ appId: '4' }).channels()],
    [404, 'an unknown path', () => app.server().get({ path: '/weather' })],
  ])('%i: %s', async (status, _, ask) => {
    const error = await failure(ask());
    expect(error).toMatchObject({ _tag: 'ApiError', status, body: expect.stringMatching(/./) as string });
  });

  it('403: an app that is disabled', async () => {
    const disabled = await startSandboxApp({ enabled: false });
    expect(await failure(disabled.server().channels())).toMatchObject({ _tag: 'ApiError', status: 403 });
    disabled.stop();
  });

  it('nobody there', async () => {
    const gone = await startSandboxApp();
    const server = gone.server();
    gone.stop();
    expect(await failure(server.channels())).toMatchObject({ _tag: 'ApiUnreachable', path: '/apps/3/channels' });
  });
});

describe('the sandbox judges our requests and those of the official library alike', () => {
  const secret = 'the-secret';
  const body = JSON.stringify({ name: 'e', data: 'x', channels: ['a'] });
  const now = () => Math.floor(Date.now() / 1_000);

  const judge = async (query: string, sent: string) => {
    const response = await fetch(`${app.sandbox.url}/apps/3/events?${query}`, { method: 'POST', body: sent });
    await response.text();
    return response.status;
  };
  const ours = (key: string, timestamp: number) => {
    const settings = settingsOf({ appId: '3', key: 'the-key', secret: key, host: 'localhost' });
    const request = { method: 'POST', path: '/apps/3/events', params: {}, body } as const;
    return signedUrl(settings, timestamp, request).split('?')[1] ?? '';
  };
  const theirs = (key: string, timestamp: number) => {
    jest.spyOn(Date, 'now').mockReturnValueOnce(timestamp * 1_000);
    return app.official({ secret: key }).createSignedQueryString({ method: 'POST', path: '/apps/3/events', body });
  };

  it.each([
    ['good', 200, () => now(), secret, body],
    ['signed by another', 401, () => now(), 'wrong', body],
    ['ten minutes old', 401, () => now() - 602, secret, body],
    ['ten minutes early', 401, () => now() + 602, secret, body],
    ['changed on the way', 401, () => now(), secret, body.replace('"a"', '"b"')],
  ])('%s: %i', async (_, status, timestamp, key, sent) => {
    expect(await judge(ours(key, timestamp()), sent)).toBe(status);
    expect(await judge(theirs(key, timestamp()), sent)).toBe(status);
  });

  it('through the whole of both libraries', async () => {
    const list$ = app.server().channels({ prefix: 'presence-' });
    const response = await app.official().get({ path: '/channels', params: { filter_by_prefix: 'presence-' } });
    expect(await response.json()).toEqual(await firstValueFrom(list$));
  });
});
