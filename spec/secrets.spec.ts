import { inspect } from 'node:util';
import { of, throwError } from 'rxjs';
import { encryption } from '../lib/encryption/index.js';
import { OptionError, PusherError } from '../lib/index.js';
import type { PusherOptions } from '../lib/index.js';
import { createAuthHandler, createPusherServer, secretAuthorizer } from '../lib/server/index.js';
import { DEFAULT_APP } from '../lib/sandbox/engine/app-options.js';
import { fakePusher } from '../lib/testing/index.js';
import { run } from './sandbox/support/running.js';
import { clientOf, event, FakeServer } from './support/fake-server.js';
import { inTime } from './support/in-time.js';
import { listen } from './support/listen.js';

const KEY = Buffer.from('K3Y-of-the-channel-or-the-master').toString('base64');
// Each can be told from any other text, in the forms in which it might be printed.
const SECRETS = ['S3CR3T', 'T0K3N', 'S1GN4TUR3', KEY, KEY.replace(/=+$/, ''), 'K3Y-of', '75, 51, 89'];

/** Everything that looking at a value can show, hidden properties and causes included. */
const shown = (value: unknown): string =>
  inspect(value, { depth: Infinity, showHidden: true, getters: true, maxArrayLength: null, maxStringLength: null }) +
  asJson(value);

/** What is written to a store of logs; nothing for what has cycles. */
const asJson = (value: unknown): string => {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
};

const secretsIn = (values: readonly unknown[]): readonly string[] =>
  SECRETS.filter((secret) => values.some((value) => shown(value).includes(secret)));

const answered = (status: number, body: string) => () =>
  of({ status, headers: { get: () => null }, text: () => of(body) });

/** All that a client shows, throws, reports and logs while its endpoint answers so and its server says no to everything. */
const shownBy = (fetch: () => unknown, refuses: boolean, options: Partial<PusherOptions> = {}): readonly unknown[] =>
  inTime(({ pass }) => {
    const server = new FakeServer();
    const { answer } = server;
    server.answer = (frame, socket) =>
      refuses && frame.event !== 'pusher:ping'
        ? [
            { event: 'pusher:subscription_error', channel: frame.data?.channel, data: { status: 401, error: 'no' } },
            { event: 'pusher:error', data: { code: 4009, message: 'no' } },
          ]
        : answer(frame, socket);
    const logged: unknown[] = [];
    const log = (...told: unknown[]) => void logged.push(told);
    const http = {
      endpoint: 'https://host/?token=T0K3N',
      headers: { Authorization: 'Bearer T0K3N' },
      params: { token: 'T0K3N' },
      headersProvider: () => ({ 'X-Token': 'T0K3N' }),
      retry: { attempts: 0 },
      fetch: fetch as never,
    };
    const pusher = clientOf(server, {
      channelAuthorization: http,
      userAuthentication: http,
      encryption,
      webSocketOptions: { headers: { Cookie: 'T0K3N' } },
      logger: { debug: log, error: log },
      ...options,
    });
    const channels = ['private-a', 'presence-a', 'private-encrypted-a'].map((name) => pusher.channel(name));
    const heard = [...channels, pusher.user].map((stream) => listen(stream));
    const states = [pusher.state$, pusher.channels$, pusher.errors$, pusher.frames$].map((stream) =>
      listen<unknown>(stream),
    );
    pass(10);
    server.say(event('private-encrypted-a', 'x', { nonce: 'AAAA', ciphertext: 'AAAA' }), 'no frame');
    pass(20_000);
    return [pusher, channels, pusher.user, heard, states, logged];
  });

const signed = JSON.stringify({
  auth: 'key:S1GN4TUR3',
  channel_data: '{"user_id":"1"}',
  user_data: '{"id":"1"}',
  shared_secret: KEY,
});

describe('a client', () => {
  it.each<readonly [string, () => unknown, boolean]>([
    ['authorized', answered(200, signed), false],
    ['refused by the server', answered(200, signed), true],
    ['denied by the endpoint', answered(403, 'S3CR3T'), false],
    ['whose endpoint fails', answered(500, 'S3CR3T'), false],
    ['whose endpoint answers no JSON', answered(200, 'S3CR3T'), false],
    [
      'whose endpoint answers what is no authorization',
      answered(200, '{"auth":{"S3CR3T":1},"user_data":["S3CR3T"]}'),
      false,
    ],
    ['whose key has a wrong length', answered(200, signed.replace(KEY, 'S3CR3T')), false],
    ['whose endpoint is not to be reached', () => throwError(() => new TypeError('fetch failed')), false],
    [
      'whose platform shows the URL that is not to be reached',
      () => throwError(() => new TypeError('error sending request for url (https://host/?token=T0K3N)')),
      false,
    ],
    ['whose session has ended', answered(419, 'S3CR3T'), false],
    ['who is sent a page to log in on', answered(200, '<form>S3CR3T'), false],
  ])('shows no token, signature or key: %s', (_, fetch, refuses) => {
    const seen = shownBy(fetch, refuses);
    // It did look at something: the failures, or the subscriptions.
    expect(shown(seen)).toMatch(/Authorization|Rejected|'subscribed'/);
    expect(secretsIn(seen)).toEqual([]);
  });

  it('shows no secret of the server’s where one authorizes in its own process', () => {
    const authorizer = secretAuthorizer({ key: 'key', secret: 'S3CR3T' });
    expect(secretsIn([authorizer])).toEqual([]);
  });
});

describe('the server entry', () => {
  const config = { appId: '1', key: 'key', secret: 'S3CR3T', cluster: 'eu', encryptionMasterKeyBase64: KEY };
  const failing = (fetch: () => unknown) => {
    const server = createPusherServer({ ...config, fetch: fetch as never });
    const heard = [
      listen(server.trigger('private-a', 'e', 1)),
      listen(server.trigger('private-encrypted-a', 'e', 1)),
      listen(server.get({ path: '/channels' })),
      listen(server.sendToUser('1', 'e', 1)),
    ];
    return [server, heard.map(({ error }) => error)];
  };

  it.each<readonly [string, () => unknown]>([
    ['refuses', answered(401, 'no')],
    ['fails', answered(500, '')],
    ['answers no JSON', answered(200, '{')],
    ['is not to be reached', () => throwError(() => new TypeError('fetch failed'))],
  ])('shows neither secret nor signed URL where the API %s', (_, fetch) => {
    const seen = failing(fetch);
    // An event that was published was, whatever its answer looks like.
    expect(seen[1]).toContainEqual(expect.any(PusherError));
    expect(secretsIn(seen)).toEqual([]);
    expect(shown(seen)).not.toContain('auth_signature');
  });

  it('shows no secret, and not the signature there should be, where a webhook is forged', () => {
    const server = createPusherServer(config);
    const body = '{"time_ms":1,"events":[]}';
    const headers = { 'x-pusher-key': 'key', 'x-pusher-signature': '00', 'content-type': 'application/json' };
    const forged = server.webhook({ headers, body });
    expect(forged._tag).toBe('Left');
    expect(secretsIn([forged])).toEqual([]);
    expect(shown(forged)).not.toMatch(/[0-9a-f]{64}/);
  });

  it.each([
    ['an address', { ...config, host: 'http://S3CR3T@host' }],
    ['a URL', 'ftp://key:S3CR3T@host/apps/1'],
    ['a master key', { ...config, encryptionMasterKeyBase64: 'S3CR3T' }],
    ['a secret', { ...config, secret: { S3CR3T: 1 } }],
  ])('does not repeat %s that it refuses', (_, wrong) => {
    const thrown = ((): unknown => {
      try {
        createPusherServer(wrong as never);
        return undefined;
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toBeInstanceOf(OptionError);
    expect(secretsIn([thrown])).toEqual([]);
  });

  it('shows no secret in what authorizes', () => {
    const server = createPusherServer(config);
    expect(secretsIn([server, createAuthHandler({ server })])).toEqual([]);
  });
});

describe('a server for tests', () => {
  it('shows no secret of its apps where it is logged, though it has them', async () => {
    const { sandbox, stop } = await run({
      apps: [{ id: '1', key: 'key', secret: 'S3CR3T', encryptionMasterKeyBase64: KEY }],
    });
    stop();
    expect(sandbox.apps[0]?.secret).toBe('S3CR3T');
    const told = inspect(sandbox, { depth: Infinity }) + asJson(sandbox) + inspect(sandbox.snapshot());
    expect(told).toContain(String(sandbox.port));
    expect(SECRETS.filter((secret) => told.includes(secret))).toEqual([]);
  });

  it('shows none in a fake either', () => {
    const { pusher, server } = fakePusher({ app: { encryptionMasterKeyBase64: KEY } });
    const heard = listen(pusher.channel('private-a'));
    expect(secretsIn([pusher, server])).toEqual([]);
    expect(shown([pusher, server])).not.toContain(DEFAULT_APP.secret);
    heard.leave();
  });
});
