import type { Subscription } from 'rxjs';
import { merge, take, toArray, firstValueFrom } from 'rxjs';
import { encryption } from '../../lib/encryption/index.js';
import { httpTransports } from '../../lib/http/index.js';
import type { ConnectionState, Pusher, PusherOptions } from '../../lib/index.js';
import { createPusher } from '../../lib/index.js';
import type { Sandbox } from '../../lib/sandbox/index.js';
import type { Running } from '../sandbox/support/running.js';
import { run, until } from '../sandbox/support/running.js';

const KINDS = ['', 'private-', 'presence-', 'private-encrypted-'].flatMap((kind) => [`${kind}a`, `${kind}cache-a`]);

describe.each(['xhr_streaming', 'xhr_polling'] as const)('A client over %s', (transport) => {
  let running: Running;
  let sandbox: Sandbox;
  const end: Subscription[] = [];

  beforeAll(async () => {
    running = await run();
    sandbox = running.sandbox;
  });
  afterEach(() => end.splice(0).forEach((each) => each.unsubscribe()));
  afterAll(() => running.stop());

  const clientOf = (userId = 'u1', options: Partial<PusherOptions> = {}): Pusher => {
    const params = { user_id: userId };
    return createPusher('app-key', {
      wsHost: sandbox.host,
      wsPort: sandbox.port,
      httpHost: sandbox.host,
      httpPort: sandbox.port,
      forceTLS: false,
      enabledTransports: [transport],
      // The platform's own, as one would pass it on.
      transports: httpTransports({ fetch: (url, request) => fetch(url, request) }),
      linger: 0,
      encryption,
      channelAuthorization: { endpoint: `${sandbox.url}/pusher/auth`, params },
      userAuthentication: { endpoint: `${sandbox.url}/pusher/user-auth`, params },
      ...options,
    });
  };
  const subscribed = async (pusher: Pusher, ...names: readonly string[]) => {
    for (const name of names) {
      end.push(pusher.channel(name).subscribe({ error: () => undefined }));
      await firstSubscribed(pusher, name);
    }
  };
  const firstSubscribed = (pusher: Pusher, name: string) =>
    new Promise<void>((resolve) => {
      const subscription = pusher.channel(name).state$.subscribe(({ status }) => {
        if (status !== 'subscribed') return;
        resolve();
        setTimeout(() => subscription.unsubscribe());
      });
    });

  it('says so in its state', async () => {
    const states: ConnectionState[] = [];
    const pusher = clientOf();
    end.push(pusher.state$.subscribe((state) => states.push(state)));
    end.push(pusher.connect());
    await until(() => states.some(({ status }) => status === 'connected'), 'connection');
    expect(states.at(-1)).toMatchObject({ status: 'connected', transport });
  });

  it('hears an event on every kind of channel', async () => {
    const pusher = clientOf();
    await subscribed(pusher, ...KINDS);
    const heard = firstValueFrom(
      merge(...KINDS.map((name) => pusher.channel(name).on<number>('e'))).pipe(take(KINDS.length), toArray()),
    );
    KINDS.filter((name) => !name.includes('encrypted')).forEach((channel, i) =>
      sandbox.publish({ channel, event: 'e', data: i }),
    );
    const { createPusherServer } = await import('../../lib/server/index.js');
    const [app] = sandbox.apps;
    const server = createPusherServer({
      appId: 'app-id',
      key: 'app-key',
      secret: 'app-secret',
      host: sandbox.host,
      port: sandbox.port,
      useTLS: false,
      encryptionMasterKeyBase64: app?.encryptionMasterKeyBase64,
    } as never);
    for (const name of KINDS.filter((n) => n.includes('encrypted')))
      await firstValueFrom(server.trigger(name, 'e', 9), { defaultValue: undefined });
    expect((await heard).sort()).toEqual([0, 1, 2, 3, 4, 5, 9, 9]);
  });
});
