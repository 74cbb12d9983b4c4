import Pusher from '../../lib/pusher-js/index.js';
import type { Options } from '../../lib/pusher-js/index.js';
import WithEncryption from '../../lib/pusher-js/with-encryption/index.js';

/** The address a client opens. */
const opened = (options: Options, key = 'key'): string => {
  const urls: string[] = [];
  const WebSocketCtor = function (url: string) {
    urls.push(url);
    const socket = { readyState: 0, onclose: undefined as unknown as (event: object) => void, close: () => undefined };
    // One that never closes is waited for.
    socket.close = () => void setTimeout(() => socket.onclose({ code: 1000 }));
    return socket;
  } as unknown as new (url: string) => unknown;
  const client = new Pusher(key, { ...options, rx: { WebSocketCtor } });
  client.disconnect();
  return urls[0]?.split('?')[0] ?? client.connection.state;
};

describe('the options of pusher-js', () => {
  it.each<[string, Options, string]>([
    ['a cluster', { cluster: 'eu' }, 'wss://ws-eu.pusher.com/app/key'],
    ['no TLS', { cluster: 'eu', forceTLS: false }, 'ws://ws-eu.pusher.com/app/key'],
    ['TLS for everything but false', { cluster: 'eu', forceTLS: null }, 'wss://ws-eu.pusher.com/app/key'],
    ['an empty cluster', { cluster: '' }, 'wss://ws-.pusher.com/app/key'],
    ['a host that goes before it', { cluster: 'eu', wsHost: 'own.example' }, 'wss://own.example/app/key'],
    ['a host alone', { wsHost: 'own.example' }, 'wss://own.example/app/key'],
    ['an empty host', { cluster: 'eu', wsHost: '' }, 'wss://ws-eu.pusher.com/app/key'],
    ['ports', { wsHost: 'h', wsPort: 1, wssPort: 2 }, 'wss://h:2/app/key'],
    ['ports as texts', { wsHost: 'h', wsPort: '8080', wssPort: '1', forceTLS: false }, 'ws://h:8080/app/key'],
    ['an empty port', { wsHost: 'h', wsPort: '', forceTLS: false }, 'ws://h/app/key'],
    ['a port that is none', { wsHost: 'h', wssPort: 'many' }, 'wss://h/app/key'],
    ['a path', { wsHost: 'h', wsPath: '/reverb' }, 'wss://h/reverb/app/key'],
    ['wss alone', { wsHost: 'h', forceTLS: false, enabledTransports: ['wss'] }, 'wss://h/app/key'],
    ['ws disabled', { wsHost: 'h', forceTLS: false, disabledTransports: ['ws', 'sockjs'] }, 'wss://h/app/key'],
    [
      'nulls everywhere',
      {
        cluster: 'eu',
        wsHost: null,
        wsPort: null,
        wsPath: null,
        enabledTransports: null,
        disabledTransports: null,
        activityTimeout: null,
        pongTimeout: null,
        unavailableTimeout: null,
        channelAuthorization: null,
        userAuthentication: null,
        auth: null,
        authEndpoint: null,
        authTransport: null,
        authorizer: null,
        nacl: null,
        enableStats: null,
      },
      'wss://ws-eu.pusher.com/app/key',
    ],
    [
      'what says nothing here',
      {
        cluster: 'eu',
        enableStats: true,
        disableStats: true,
        statsHost: 's',
        timelineParams: { a: 1 },
        httpHost: 'h',
        httpPort: 1,
        httpsPort: '2',
        httpPath: '/p',
        ignoreNullOrigin: true,
      },
      'wss://ws-eu.pusher.com/app/key',
    ],
    [
      'keys of nobody, as Laravel Echo passes them on',
      { cluster: 'eu', broadcaster: 'pusher', csrfToken: null, namespace: 'App', encrypted: true } as Options,
      'wss://ws-eu.pusher.com/app/key',
    ],
    ['times as texts', { cluster: 'eu', activityTimeout: '60000', pongTimeout: '5' }, 'wss://ws-eu.pusher.com/app/key'],
    ['no transport', { cluster: 'eu', enabledTransports: [] }, 'disconnected'],
    ['none that exists here', { cluster: 'eu', enabledTransports: ['xhr_polling', 'sockjs'] }, 'disconnected'],
  ])('take %s', (_what, options, url) => expect(opened(options)).toBe(url));

  it('are in the config, with their defaults', () => {
    const { config } = new Pusher('key', { cluster: 'eu', pongTimeout: '5000', enabledTransports: [] });
    expect(config).toMatchObject({
      activityTimeout: 120_000,
      pongTimeout: 5_000,
      unavailableTimeout: 10_000,
      wsPort: 80,
    });
  });

  it('without a transport are a connection that fails, and says so', () => {
    const client = new Pusher('key', { cluster: 'eu', enabledTransports: [] });
    expect(client.connection.state).toBe('failed');
    client.connect();
    expect(client.connection.state).toBe('failed');
  });

  it.each([
    ['no key', null, { cluster: 'eu' }, 'option key'],
    ['no options', 'key', undefined, 'option options'],
    ['no server', 'key', {}, 'option cluster'],
    ['a host with a scheme', 'key', { wsHost: 'https://h' }, 'option wsHost'],
    ['an unknown transport of signatures', 'key', { cluster: 'eu', authTransport: 'smoke' }, 'transport'],
  ])('are refused with an error that names %s', (_what, key, options, message) => {
    for (const Kind of [Pusher, WithEncryption])
      expect(() => new Kind(key as never, options as never)).toThrow(message);
  });
});
