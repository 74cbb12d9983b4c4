import type { Subscription } from 'rxjs';
import { firstValueFrom, merge, NEVER, take, toArray } from 'rxjs';
import { encryption } from '../../lib/encryption/index.js';
import { httpTransports } from '../../lib/http/index.js';
import type { ConnectionState, Pusher, PusherOptions } from '../../lib/index.js';
import { createPusher } from '../../lib/index.js';
import type { Sandbox } from '../../lib/sandbox/index.js';
import { createPusherServer } from '../../lib/server/index.js';
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
    const server = createPusherServer({
      url: `${sandbox.url.replace('://', '://app-key:app-secret@')}/apps/app-id`,
      encryptionMasterKeyBase64: sandbox.apps[0]!.encryptionMasterKeyBase64,
    });
    for (const name of KINDS.filter((n) => n.includes('encrypted')))
      await firstValueFrom(server.trigger(name, 'e', 9), { defaultValue: undefined });
    expect((await heard).sort()).toEqual([0, 1, 2, 3, 4, 5, 9, 9]);
  });

  it.each([
    [4200, 'connected'],
    [4100, 'connected'],
    [4001, 'failed'],
  ])('does what the code of a close says: %d leads to %s', async (code, status) => {
    const states: ConnectionState[] = [];
    const pusher = clientOf('u1', { random: () => 0, reconnect: { minDelay: 10, maxDelay: 20 } });
    end.push(pusher.state$.subscribe((state) => states.push(state)));
    await subscribed(pusher, 'a');
    const before = states.length;
    sandbox.close(code, 'why');
    await until(() => states.slice(before).some((state) => state.status === status), status);
    expect(states[before]).toMatchObject({
      status: code === 4001 ? 'failed' : 'waiting',
      cause: { _tag: 'SocketClosed', code, reason: 'why' },
    });
    if (code !== 4001) await firstSubscribed(pusher, 'a');
  });

  it('comes back after an outage, tells that it was away, and hears what comes then', async () => {
    const pusher = clientOf('u1', { reconnect: { minDelay: 10, maxDelay: 50 } });
    const [heard, resumed]: [unknown[], unknown[]] = [[], []];
    end.push(
      pusher
        .channel('a')
        .on('e')
        .subscribe((data) => heard.push(data)),
    );
    end.push(pusher.channel('a').resumed$.subscribe((outage) => resumed.push(outage)));
    await firstSubscribed(pusher, 'a');
    sandbox.publish({ channel: 'a', event: 'e', data: 1 });
    await until(() => heard.length === 1, 'first event');
    await new Promise<void>((over) => void sandbox.outage(300).subscribe({ complete: over }));
    await until(() => resumed.length === 1, 'return');
    sandbox.publish({ channel: 'a', event: 'e', data: 2 });
    await until(() => heard.length === 2, 'second event');
    expect([heard, resumed.length]).toEqual([[1, 2], 1]);
  });

  it('sends what was triggered before disconnect(), and is gone then', async () => {
    const received: string[] = [];
    end.push(sandbox.received$.subscribe(({ text }) => received.push(text)));
    const pusher = clientOf();
    await subscribed(pusher, 'private-a');
    for (let n = 0; n < 3; n += 1) pusher.channel('private-a').trigger('client-last', n);
    await firstValueFrom(pusher.disconnect());
    const last = () => received.filter((text) => text.includes('client-last'));
    await until(() => last().length === 3, 'client events');
    expect(last().map((text) => (JSON.parse(text) as { data: number }).data)).toEqual([0, 1, 2]);
  });

  it('is pinged, and answers', async () => {
    const pusher = clientOf();
    await subscribed(pusher, 'a');
    expect(await firstValueFrom(pusher.ping(5_000))).toBeLessThan(5_000);
  });
});

describe('Where requests go', () => {
  const refusal = (options: PusherOptions) => {
    try {
      createPusher('key', { transports: httpTransports(), ...options });
      return undefined;
    } catch (error) {
      return error;
    }
  };

  it('is never to a stranger: a host of WebSockets needs one of HTTP, unless that is disabled', () => {
    expect(refusal({ wsHost: 'own.example' })).toMatchObject({ _tag: 'OptionError', option: 'httpHost' });
    expect(refusal({ cluster: 'eu', wsHost: 'own.example' })).toMatchObject({ option: 'httpHost' });
    expect(refusal({ wsHost: 'own.example', enabledTransports: ['ws', 'wss'] })).toBeUndefined();
    expect(refusal({ wsHost: 'own.example', disabledTransports: ['xhr_streaming', 'xhr_polling'] })).toBeUndefined();
  });

  it.each<[PusherOptions, string]>([
    [{ cluster: 'eu' }, 'https://sockjs-eu.pusher.com/pusher'],
    [{ cluster: 'eu', forceTLS: false }, 'http://sockjs-eu.pusher.com/pusher'],
    [{ wsHost: 'w', httpHost: 'h' }, 'https://h/pusher'],
    [{ wsHost: 'w', httpHost: 'h', httpsPort: 8443, httpPath: '/p/' }, 'https://h:8443/p'],
    [{ wsHost: 'w', httpHost: 'h', httpPort: 8080, forceTLS: false }, 'http://h:8080/pusher'],
    [{ wsHost: 'w', httpHost: '::1', httpPath: '' }, 'https://[::1]'],
  ])('%j: %s', (options, expected) => {
    const urls: string[] = [];
    const transports = httpTransports({ fetch: (url) => (urls.push(url), NEVER) });
    createPusher('key', { ...options, enabledTransports: ['xhr_polling'], transports })
      .connect()
      .unsubscribe();
    expect(urls[0]!.slice(0, urls[0]!.indexOf('/app/key/'))).toBe(expected);
  });

  it.each<[object, string]>([
    [{ httpHost: 'https://h' }, 'httpHost'],
    [{ httpPort: '80' }, 'httpPort'],
    [{ httpsPort: 0 }, 'httpsPort'],
    [{ httpPath: '/a?b' }, 'httpPath'],
    [{ ignoreNullOrigin: 'no' }, 'ignoreNullOrigin'],
    [{ httpsHost: 'h' }, 'httpsHost'],
    [{ enabledTransports: ['sockjs'] }, 'enabledTransports'],
    [{ enabledTransports: ['xhr_polling'], disabledTransports: ['xhr_polling'] }, 'disabledTransports'],
  ])('is refused with the name of what is wrong: %j', (options, option) => {
    expect(refusal({ cluster: 'eu', ...options })).toMatchObject({ _tag: 'OptionError', option });
  });

  it.each<[object, string]>([
    [{ fallbackAfter: 0 }, 'httpTransports.fallbackAfter'],
    [{ retryAfter: '1000' }, 'httpTransports.retryAfter'],
    [{ fetch: 'fetch' }, 'httpTransports.fetch'],
    [{ after: 1 }, 'httpTransports.after'],
  ])('and so are options of the transports: %j', (options, option) => {
    expect(() => httpTransports(options)).toThrow(expect.objectContaining({ _tag: 'OptionError', option }) as Error);
  });
});
