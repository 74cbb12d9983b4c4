import { firstValueFrom, take, toArray } from 'rxjs';
import { encryption } from '../../lib/encryption/index.js';
import type { Pusher } from '../../lib/index.js';
import { createPusher } from '../../lib/index.js';
import { secretAuthorizer } from '../../lib/server/index.js';
import type { SandboxApp } from './sandbox-app.js';
import { startSandboxApp, until } from './sandbox-app.js';

// The client of this package, let in by `secretAuthorizer`.
let app: SandboxApp;
let pusher: Pusher;
beforeAll(async () => {
  app = await startSandboxApp();
  const authorizer = secretAuthorizer({
    key: 'the-key',
    secret: 'the-secret',
    member: { user_id: 'u1', user_info: { name: 'Ada' } },
    user: { id: 'u1' },
    encryptionMasterKeyBase64: btoa('\x07'.repeat(32)),
  });
  pusher = createPusher('the-key', {
    wsHost: app.sandbox.host,
    wsPort: app.sandbox.port,
    forceTLS: false,
    encryption,
    channelAuthorization: authorizer,
    userAuthentication: authorizer,
  });
});
afterAll(() => app.stop());

const subscribed = (channel: string) =>
  until(() => app.sandbox.snapshot().channels.some(({ name }) => name === channel));

describe('a client in a trusted process', () => {
  it('opens encrypted events, ours and those of the official library', async () => {
    const channel = 'private-encrypted-diary';
    const events = firstValueFrom(pusher.channel(channel).on('entry').pipe(take(4), toArray()));
    await subscribed(channel);
    const official = app.official();
    await firstValueFrom(app.server().trigger(channel, 'entry', { n: 1 }));
    await official.trigger(channel, 'entry', { n: 2 });
    await firstValueFrom(app.server().triggerBatch([{ channel, name: 'entry', data: { n: 3 } }]));
    await official.triggerBatch([{ channel, name: 'entry', data: { n: 4 } }]);
    expect(await events).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }]);
  });

  it('joins presence channels as its member', async () => {
    const members = await firstValueFrom(pusher.channel('presence-room').members$);
    expect([...members]).toEqual([{ id: 'u1', info: { name: 'Ada' } }]);
  });

  it('signs in, and is sent events', async () => {
    const hello = firstValueFrom(pusher.user.on('hello'));
    await subscribed('#server-to-user-u1');
    await firstValueFrom(app.server().sendToUser('u1', 'hello', { x: 1 }));
    expect(await hello).toEqual({ x: 1 });
  });
});
