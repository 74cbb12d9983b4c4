import { EMPTY, NEVER, of } from 'rxjs';
import { encryption } from '../lib/encryption/index.js';
import { OptionError } from '../lib/errors.js';
import type { PusherOptions } from '../lib/options.js';
import { settingsOf } from '../lib/options.js';
import { createPusher } from '../lib/pusher.js';
import { connectionUrl } from '../lib/protocol/url.js';
import { VERSION } from '../lib/version.js';

const OK = { cluster: 'eu' };

/** What is wrong with options as somebody without types may give them. */
const refusal = (options: unknown, key: { readonly key: unknown } = { key: 'key' }): OptionError => {
  try {
    settingsOf(key.key as string, options as PusherOptions);
  } catch (error) {
    if (error instanceof OptionError) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
};

const urlOf = (options: PusherOptions, tlsAsked = false): string => {
  const { endpoint, secure, client } = settingsOf('key', options);
  return connectionUrl('key', endpoint(secure || tlsAsked), secure || tlsAsked, client);
};

describe('the options', () => {
  it('have defaults', () => {
    const { times, reconnect, clientEvents, secure, client } = settingsOf('key', OK);
    expect(times).toEqual({
      activityTimeout: 120_000,
      pongTimeout: 30_000,
      unavailableTimeout: 10_000,
      connectTimeout: 15_000,
      subscriptionTimeout: 15_000,
      linger: 500,
    });
    expect(reconnect).toEqual({
      minDelay: 1_000,
      maxDelay: 30_000,
      maxAttempts: Infinity,
      minUptime: 5_000,
      custom: undefined,
    });
    expect(clientEvents).toEqual({ limit: 10, overflow: 'hold', maxHeld: 1_000, maxSize: undefined });
    expect(secure).toBe(true);
    expect(client).toEqual({ name: 'rx-pusher', version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string });
  });

  it('have the defaults where they are given as undefined', () => {
    const given = { ...OK, activityTimeout: undefined, reconnect: undefined, wsHost: undefined, anything: undefined };
    const { times, reconnect } = settingsOf('key', given as unknown as PusherOptions);
    expect(times.activityTimeout).toBe(120_000);
    expect(reconnect.minDelay).toBe(1_000);
  });

  it('are taken as they are given', () => {
    const times = {
      activityTimeout: 1,
      pongTimeout: 2,
      unavailableTimeout: 0,
      connectTimeout: 4,
      subscriptionTimeout: 5,
      linger: 0,
    };
    const random = () => 0.5;
    const settings = settingsOf('key', {
      ...OK,
      ...times,
      random,
      online$: NEVER,
      reconnect: { minDelay: 0, maxDelay: 0, maxAttempts: 1, minUptime: 0 },
      clientEvents: { limit: Infinity, overflow: 'drop' },
    });
    expect(settings.times).toEqual(times);
    expect(settings.reconnect).toEqual({ minDelay: 0, maxDelay: 0, maxAttempts: 1, minUptime: 0, custom: undefined });
    expect(settings.clientEvents).toMatchObject({ limit: Infinity, overflow: 'drop' });
    expect(settings.random).toBe(random);
    expect(settings.online$).toBe(NEVER);
  });

  it('take a function in the place of the delays', () => {
    const custom = () => EMPTY;
    expect(settingsOf('key', { ...OK, reconnect: custom }).reconnect).toMatchObject({ custom, maxAttempts: Infinity });
  });

  it.each([
    [{ minDelay: 60_000 }, 60_000, 60_000],
    [{ maxDelay: 200 }, 200, 200],
    [{ maxDelay: 5_000 }, 1_000, 5_000],
  ])('keep the delays in order where only one is given: %j', (reconnect, minDelay, maxDelay) => {
    expect(settingsOf('key', { ...OK, reconnect }).reconnect).toMatchObject({ minDelay, maxDelay });
  });
});

describe('the URL', () => {
  const QUERY = `?protocol=7&client=rx-pusher&version=${VERSION}`;
  it.each<[string, PusherOptions, string]>([
    ['cluster', { cluster: 'eu' }, `wss://ws-eu.pusher.com/app/key${QUERY}`],
    ['wsHost', { wsHost: 'example.com' }, `wss://example.com/app/key${QUERY}`],
    ['wsHost before cluster', { wsHost: 'example.com', cluster: 'eu' }, `wss://example.com/app/key${QUERY}`],
    ['an IPv4 address', { wsHost: '127.0.0.1' }, `wss://127.0.0.1/app/key${QUERY}`],
    ['an IPv6 address', { wsHost: '::1' }, `wss://[::1]/app/key${QUERY}`],
    ['an IPv6 address in brackets', { wsHost: '[fe80::1]' }, `wss://[fe80::1]/app/key${QUERY}`],
    [
      'an IPv6 address with an IPv4 one in it',
      { wsHost: '::ffff:127.0.0.1' },
      `wss://[::ffff:127.0.0.1]/app/key${QUERY}`,
    ],
    ['wssPort', { cluster: 'eu', wssPort: 6002, wsPort: 6001 }, `wss://ws-eu.pusher.com:6002/app/key${QUERY}`],
    ['forceTLS', { cluster: 'eu', forceTLS: false }, `ws://ws-eu.pusher.com/app/key${QUERY}`],
    ['wsPort', { wsHost: 'h', forceTLS: false, wsPort: 6001 }, `ws://h:6001/app/key${QUERY}`],
    ['wsPath', { wsHost: 'h', wsPath: '/reverb' }, `wss://h/reverb/app/key${QUERY}`],
    ['wsPath without a slash', { wsHost: 'h', wsPath: 'a/b/' }, `wss://h/a/b/app/key${QUERY}`],
    ['an empty wsPath', { wsHost: 'h', wsPath: '' }, `wss://h/app/key${QUERY}`],
    [
      'clientName',
      { wsHost: 'h', clientName: 'my app' },
      `wss://h/app/key?protocol=7&client=my%20app&version=${VERSION}`,
    ],
    ['clientVersion', { wsHost: 'h', clientVersion: '9.9' }, 'wss://h/app/key?protocol=7&client=rx-pusher&version=9.9'],
    ['only wss enabled', { wsHost: 'h', forceTLS: false, enabledTransports: ['wss'] }, `wss://h/app/key${QUERY}`],
    ['ws disabled', { wsHost: 'h', forceTLS: false, disabledTransports: ['ws'] }, `wss://h/app/key${QUERY}`],
    ['wss disabled', { wsHost: 'h', forceTLS: false, disabledTransports: ['wss'] }, `ws://h/app/key${QUERY}`],
  ])('%s', (_, options, url) => {
    expect(urlOf(options)).toBe(url);
  });

  it('has the port of TLS once the server asks for TLS', () => {
    expect(urlOf({ wsHost: 'h', forceTLS: false, wsPort: 6001, wssPort: 6002 }, true)).toMatch(/^wss:\/\/h:6002\//);
  });
});

describe('a wrong option is an error that names it', () => {
  const wrong = (...values: readonly unknown[]) => values;
  const TIMES = wrong('100', -1, NaN, Infinity, 2 ** 31, null);
  it.each(
    Object.entries({
      cluster: wrong('', 7, null, 'eu.pusher.com/', 'a b', 'eu?'),
      wsHost: wrong(
        '',
        7,
        null,
        'https://example.com',
        'example.com:6001',
        'example.com/path',
        'a b',
        'user@host',
        '[x',
      ),
      wsPort: wrong(0, -1, 65_536, 1.5, '80', NaN, null),
      wssPort: wrong(0, 70_000, '443'),
      wsPath: wrong(7, null, '/a?b=c', '/a#b', '/a b'),
      forceTLS: wrong('true', 1, null),
      transports: wrong({}, 'xhr_polling', null, () => undefined),
      enabledTransports: wrong('ws', null, [], ['sockjs'], ['xhr_polling'], ['ws', 'xhr_streaming']),
      disabledTransports: wrong('ws', null, ['ws', 'wss']),
      activityTimeout: wrong(0, ...TIMES),
      pongTimeout: wrong(0, ...TIMES),
      connectTimeout: wrong(0, ...TIMES),
      subscriptionTimeout: wrong(0, ...TIMES),
      unavailableTimeout: TIMES,
      linger: TIMES,
      channelAuthorization: wrong('/auth', 7, null),
      userAuthentication: wrong('/auth', null),
      reconnect: wrong(5, 'never', null, false),
      'reconnect.minDelay': TIMES,
      'reconnect.maxDelay': TIMES,
      'reconnect.maxAttempts': wrong(0, -1, 1.5, '5', NaN, null),
      'reconnect.minUptime': TIMES,
      'reconnect.maxRetries': wrong(5),
      clientEvents: wrong(5, null),
      'clientEvents.limit': wrong(0, '10', null),
      'clientEvents.overflow': wrong('wait', null),
      'clientEvents.rate': wrong(5),
      encryption: wrong({}, 'nacl', null, () => undefined),
      clientName: wrong('', 7),
      clientVersion: wrong('', 1.2),
      WebSocketCtor: wrong({}, 'ws', null),
      webSocketOptions: wrong('agent', null),
      online$: wrong(true, {}, null, () => true),
      random: wrong(0.5, null),
      logger: wrong('console', null),
    }).flatMap(([option, values]) => values.map((value) => [option, value] as const)),
  )('%s: %p', (option, value) => {
    const [outer = '', inner] = option.split('.');
    const given = { ...OK, [outer]: inner === undefined ? value : { [inner]: value } };
    const error = refusal(given);
    expect(error).toMatchObject({ _tag: 'OptionError', option });
    expect(error.message).toContain(`option ${option}: `);
  });

  it.each([
    ['key', '', OK],
    ['key', undefined, OK],
    ['key', 7, OK],
    ['options', 'key', undefined],
    ['options', 'key', null],
    ['options', 'key', 'eu'],
    ['cluster', 'key', {}],
  ])('%s, of key %p and options %p', (option, key, options) => {
    expect(refusal(options, { key })).toMatchObject({ option });
  });

  it('though its neighbour is right', () => {
    expect(refusal({ ...OK, reconnect: { minDelay: 2_000, maxDelay: 1_000 } })).toMatchObject({
      option: 'reconnect.maxDelay',
      reason: 'less than minDelay',
    });
    expect(refusal({ ...OK, forceTLS: true, enabledTransports: [] })).toMatchObject({ option: 'enabledTransports' });
    expect(refusal({ ...OK, forceTLS: false, enabledTransports: ['ws'], disabledTransports: ['ws'] })).toMatchObject({
      option: 'disabledTransports',
    });
  });

  it.each(['toString', '__proto__x', 'constructor', 'broadcaster', '', '[', 'x'])('unknown: %s', (option) => {
    expect(refusal({ ...OK, [option]: true })).toMatchObject({ option, reason: 'no such option' });
    expect(refusal({ ...OK, [option]: false })).toMatchObject({ option, reason: 'no such option' });
  });
});

describe('an error says what to write instead', () => {
  it.each([
    ['clustr', 'cluster'],
    ['Cluster', 'cluster'],
    ['host', 'wsHost'],
    ['wshost', 'wsHost'],
    ['WSHOST', 'wsHost'],
    ['port', 'wsPort'],
    ['clutser', 'cluster'],
    ['path', 'wsPath'],
    ['enabledTransport', 'enabledTransports or disabledTransports'],
    ['activityTimout', 'activityTimeout'],
    ['pong_timeout', 'pongTimeout'],
    ['channelAuthorisation', 'channelAuthorization or userAuthentication'],
    ['userAuthentification', 'userAuthentication'],
    ['reconect', 'reconnect'],
    ['loger', 'logger'],
    ['WebSocket', 'WebSocketCtor'],
    ['encription', 'encryption'],
    ['online', 'online$'],
  ])('of a name that is nearly one: %s', (option, names) => {
    expect(refusal({ ...OK, [option]: true })).toMatchObject({
      option,
      reason: `no such option; did you mean ${names}?`,
    });
  });

  it.each([
    ['reconnect', 'minDelayMs', 'minDelay'],
    ['reconnect', 'maxRetries', 'minDelay or maxDelay or maxAttempts or minUptime'],
    ['clientEvents', 'Limit', 'limit'],
    ['clientEvents', 'rate', 'limit or overflow or maxHeld or maxSize'],
  ])('of a name in another option, which has few: %s.%s', (outer, inner, names) => {
    expect(refusal({ ...OK, [outer]: { [inner]: 1 } })).toMatchObject({
      option: `${outer}.${inner}`,
      reason: `no such option; did you mean ${names}?`,
    });
  });

  it.each([
    ['useTLS', true, 'use forceTLS'],
    ['useTls', false, 'use forceTLS'],
    ['tls', true, 'use forceTLS'],
    ['forceTls', true, 'use forceTLS'],
    ['ssl', true, 'use forceTLS'],
    ['key', 'k', 'is the first argument'],
    ['appKey', 'k', 'is the first argument'],
    ['app_key', 'k', 'is the first argument'],
    ['apiKey', 'k', 'is the first argument'],
  ])('of a name from elsewhere: %s: %p', (option, value, reason) => {
    expect(refusal({ ...OK, [option]: value })).toMatchObject({ option, reason });
  });

  it.each([['encryptionMasterKey'], ['masterKey'], ['keyPrefix']])(
    'and takes no other key for the first argument: %s',
    (option) => {
      expect(refusal({ ...OK, [option]: 'x' }).reason).not.toMatch(/argument/);
    },
  );

  it.each([undefined, null, 'eu', 7])('where there are no options, but %p', (options) => {
    expect(refusal(options)).toMatchObject({ option: 'options', reason: "not an object, as { cluster: 'eu' }" });
    expect(() => createPusher('key', options as never)).toThrow("option options: not an object, as { cluster: 'eu' }");
  });

  it('where nothing says which server', () => {
    for (const options of [{}, { cluster: undefined, wsHost: undefined }, { forceTLS: false, wsPort: 6001 }])
      expect(refusal(options)).toMatchObject({ option: 'cluster', reason: 'missing, and so is wsHost' });
  });

  it.each([
    [{ wsPort: '6001' }, 'wsPort', /Number\(\)/],
    [{ wssPort: '443' }, 'wssPort', /Number\(\)/],
    [{ wsPort: '' }, 'wsPort', /Number\(\)/],
    [{ activityTimeout: '1000' }, 'activityTimeout', /not a number/],
    [{ linger: '0' }, 'linger', /not a number/],
    [{ reconnect: { minDelay: '5' } }, 'reconnect.minDelay', /not a number/],
    [{ clientEvents: { limit: '5' } }, 'clientEvents.limit', /number/],
    [{ forceTLS: 'true' }, 'forceTLS', /without quotes/],
    [{ forceTLS: 'false' }, 'forceTLS', /without quotes/],
  ])('of text from an environment: %j', (given, option, reason) => {
    expect(refusal({ ...OK, ...given })).toMatchObject({ option, reason: expect.stringMatching(reason) as string });
  });
});

describe('a port alone is never passed over', () => {
  it.each<[PusherOptions]>([
    [{ wsHost: 'localhost', wsPort: 6001 }],
    [{ cluster: 'eu', wsPort: 80 }],
    [{ wsHost: 'localhost', wsPort: 443 }],
    [{ wsHost: 'localhost', wsPort: 6001, enabledTransports: ['ws'] }],
    [{ wsHost: 'localhost', wsPort: 6001, enabledTransports: ['ws', 'wss'] }],
    [{ wsHost: 'localhost', wsPort: 6001, disabledTransports: ['wss'] }],
    [{ wsHost: 'localhost', wsPort: 6001, wssPort: undefined, forceTLS: undefined } as unknown as PusherOptions],
  ])('for that of TLS: %j', (options) => {
    expect(refusal(options)).toMatchObject({
      option: 'wsPort',
      reason: 'needs forceTLS: false, or else use wssPort',
    });
  });

  it.each<[PusherOptions, string]>([
    [{ wsHost: 'h', wsPort: 6001, wssPort: 6002 }, 'wss://h:6002/'],
    [{ wsHost: 'h', wsPort: 6001, forceTLS: false }, 'ws://h:6001/'],
    [{ wsHost: 'h', wsPort: 6001, forceTLS: true }, 'wss://h/'],
    [{ wsHost: 'h', wsPort: 80, wssPort: 443, forceTLS: true, enabledTransports: ['ws', 'wss'] }, 'wss://h/'],
    [{ wsHost: 'h', wsPort: 8080, wssPort: 8080, forceTLS: false, enabledTransports: ['ws', 'wss'] }, 'ws://h:8080/'],
    [{ wsHost: 'h', wssPort: 8443 }, 'wss://h:8443/'],
  ])('and what says both, or whether, is as it was: %j', (options, url) => {
    expect(urlOf(options)).toMatch(new RegExp(`^${url}`));
  });
});

describe("pusher-js's options", () => {
  it.each([
    ['httpHost', 'h', /needs transports, from rx-pusher\/http/],
    ['httpPort', 80, /needs transports, from rx-pusher\/http/],
    ['httpsPort', 443, /needs transports, from rx-pusher\/http/],
    ['httpPath', '/pusher', /needs transports, from rx-pusher\/http/],
    ['ignoreNullOrigin', true, /needs transports, from rx-pusher\/http/],
    ['enableStats', true, /statistics/],
    ['disableStats', false, /statistics/],
    ['statsHost', 'h', /statistics/],
    ['timelineParams', {}, /statistics/],
    ['nacl', {}, /encryption/],
    ['auth', {}, /channelAuthorization/],
    ['authEndpoint', '/auth', /channelAuthorization/],
    ['authTransport', 'ajax', /channelAuthorization/],
    ['authorizer', () => undefined, /channelAuthorization/],
    ['encrypted', true, /forceTLS/],
    ['encrypted', false, /forceTLS/],
  ])('%s: %p is refused with the reason', (option, value, reason) => {
    expect(refusal({ ...OK, [option]: value })).toMatchObject({
      option,
      reason: expect.stringMatching(reason) as string,
    });
  });

  it.each([{ enableStats: false }, { disableStats: true }, { ignoreNullOrigin: false }])(
    'that ask for what is done anyway do no harm: %j',
    (options) => {
      expect(() => settingsOf('key', { ...OK, ...options })).not.toThrow();
    },
  );

  it('may enable and disable transports that are nowhere, as long as one is here', () => {
    for (const enabledTransports of [['ws', 'sockjs'], ['xdr_polling', 'wss'], undefined]) {
      const disabledTransports = ['sockjs', 'xhr_streaming', 'xhr_polling'];
      expect(() =>
        settingsOf('key', { ...OK, disabledTransports, ...(enabledTransports && { enabledTransports }) }),
      ).not.toThrow();
    }
    expect(refusal({ ...OK, enabledTransports: ['sockjs'] }).reason).toBe('leaves none');
  });

  it.each([[['xhr_polling']], [['ws', 'xhr_streaming']]])('says what %j needs to be enabled', (enabledTransports) => {
    expect(refusal({ ...OK, enabledTransports })).toMatchObject({
      option: 'enabledTransports',
      reason: 'needs transports, from rx-pusher/http',
    });
  });

  it('are read from a whole configuration', () => {
    expect(() =>
      settingsOf('key', {
        cluster: 'mt1',
        wsHost: 'localhost',
        wsPort: 6001,
        wssPort: 6001,
        wsPath: '',
        forceTLS: false,
        enabledTransports: ['ws', 'wss'],
        activityTimeout: 120_000,
        pongTimeout: 30_000,
        unavailableTimeout: 10_000,
        channelAuthorization: { endpoint: '/pusher/auth', transport: 'ajax' },
        userAuthentication: { endpoint: '/pusher/user-auth', transport: 'ajax' },
        encryption,
        online$: of(true),
        webSocketOptions: { headers: {} },
        logger: console,
      }),
    ).not.toThrow();
  });
});
