import fc from 'fast-check';
import Pusher from 'pusher';
import type { Observable } from 'rxjs';
import { firstValueFrom } from 'rxjs';
import { open } from '../../lib/encryption/secretbox.js';
import { sharedSecret } from '../../lib/encryption/shared-secret.js';
import type { EncryptedPayload } from '../../lib/protocol/payload.js';
import { sign } from '../../lib/protocol/signature.js';
import { createPusherServer } from '../../lib/server/index.js';
import { runs } from '../fuzz/runs.js';
import type { Recorder } from '../support/recorder.js';
import { startRecorder } from '../support/recorder.js';

// The official library of the same app, asked to do the same at the same second.
let recorder: Recorder;
beforeAll(async () => {
  recorder = await startRecorder();
  recorder.answer = (response, { url }) => response.end(url.includes('/channels') ? ANSWER : '{}');
});
afterAll(() => recorder.close());
afterEach(() => jest.restoreAllMocks());

const ANSWER = JSON.stringify({ channels: {}, occupied: true, users: [] });

const libraries = () => {
  const app = { appId: '3', key: 'the-key', secret: 'the-secret', host: '127.0.0.1', useTLS: false };
  const encryptionMasterKeyBase64 = btoa('\x07'.repeat(32));
  return {
    ours: createPusherServer({ ...app, port: recorder.port, encryptionMasterKeyBase64 }),
    theirs: new Pusher({ ...app, port: String(recorder.port), encryptionMasterKeyBase64 }),
  };
};
type Libraries = ReturnType<typeof libraries>;

const wire = async (call: () => Promise<unknown>) => {
  recorder.requests.length = 0;
  await call();
  return recorder.requests.map(({ method, url, body, headers }) => [method, url, body, headers['content-type']]);
};

const cases: [
  string,
  (our: Libraries['ours']) => Observable<unknown>,
  (their: Libraries['theirs']) => Promise<unknown>,
][] = [
  ['an event to one channel', (o) => o.trigger('a', 'e', { x: 'ü' }), (t) => t.trigger('a', 'e', { x: 'ü' })],
  [
    'an event to several',
    (o) => o.trigger(['a', 'private-b'], 'e', 'text'),
    (t) => t.trigger(['a', 'private-b'], 'e', 'text'),
  ],
  [
    'an event to all but the sender, with counts',
    (o) => o.trigger('a', 'e', 'x', { socketId: '1.2', info: 'user_count,subscription_count' }),
    (t) => t.trigger('a', 'e', 'x', { socket_id: '1.2', info: 'user_count,subscription_count' }),
  ],
  [
    'a batch',
    (o) =>
      o.triggerBatch([
        { channel: 'a', name: 'e', data: { x: 1 }, socketId: '1.2', info: 'user_count' },
        { channel: 'b', name: 'f', data: 'text' },
      ]),
    (t) =>
      t.triggerBatch([
        { channel: 'a', name: 'e', data: { x: 1 }, socket_id: '1.2', info: 'user_count' },
        { channel: 'b', name: 'f', data: 'text' },
      ]),
  ],
  ['an event to a user', (o) => o.sendToUser('u1', 'e', [1]), (t) => t.sendToUser('u1', 'e', [1])],
  ['terminating connections', (o) => o.terminateUserConnections('u1'), (t) => t.terminateUserConnections('u1')],
  ['the list of channels', (o) => o.channels(), (t) => t.get({ path: '/channels' })],
  [
    'the list of channels by prefix',
    (o) => o.channels({ prefix: 'presence-', info: 'user_count' }),
    (t) => t.get({ path: '/channels', params: { filter_by_prefix: 'presence-', info: 'user_count' } }),
  ],
  [
    'the state of a channel',
    (o) => o.channel('presence-a@b=c,d;e', { info: 'user_count,subscription_count' }),
    (t) => t.get({ path: '/channels/presence-a@b=c,d;e', params: { info: 'user_count,subscription_count' } }),
  ],
  ['the users of a channel', (o) => o.users('presence-a'), (t) => t.get({ path: '/channels/presence-a/users' })],
  [
    'any GET',
    (o) => o.get({ path: '/channels', params: { x: '1', a: 'y' } }),
    (t) => t.get({ path: '/channels', params: { x: '1', a: 'y' } }),
  ],
  [
    'any GET with numbers',
    (o) => o.get({ path: '/channels', params: { limit: 7, exact: true } }),
    (t) => t.get({ path: '/channels', params: { limit: 7, exact: true } }),
  ],
  [
    'any POST',
    (o) => o.post({ path: '/events', body: { name: 'e' }, params: { x: '1' } }),
    (t) => t.post({ path: '/events', body: { name: 'e' } as never, params: { x: '1' } }),
  ],
];

describe('beside the official library', () => {
  it.each(cases)('the request of %s is the same, signature and all', async (_, ours, theirs) => {
    jest.spyOn(Date, 'now').mockReturnValue(1_700_000_000_000);
    const both = libraries();
    const sent = await wire(() => firstValueFrom(ours(both.ours)));
    expect(sent).toHaveLength(1);
    expect(sent).toEqual(await wire(() => theirs(both.theirs)));
  });

  it.each(['private-x', 'presence-x', 'private-encrypted-x', 'presence-cache-x'])(
    'the authorization of %s is the same',
    (name) => {
      const { ours, theirs } = libraries();
      const member = { user_id: 'u1', user_info: { name: 'Ada "L"' } };
      expect(ours.authorizeChannel('1.2', name)).toEqual(theirs.authorizeChannel('1.2', name));
      expect(ours.authorizeChannel('1.2', name, member)).toEqual(theirs.authorizeChannel('1.2', name, member));
    },
  );

  it('the authentication of a user is the same', () => {
    const { ours, theirs } = libraries();
    const user = { id: 'u1', user_info: { name: 'Ada' }, watchlist: ['u2'] };
    expect(ours.authenticateUser('1.2', user)).toEqual(theirs.authenticateUser('1.2', user));
  });

  it('an encrypted event has the same shape, and each opens that of the other', async () => {
    const { ours, theirs } = libraries();
    const key = sharedSecret('private-encrypted-x', new Uint8Array(32).fill(7));
    const event = ['private-encrypted-x', 'e', { x: 'ü' }] as const;
    for (const call of [() => firstValueFrom(ours.trigger(...event)), () => theirs.trigger(...event)]) {
      const [[, , text]] = (await wire(call)) as [[string, string, string]];
      const body = JSON.parse(text) as { data: string };
      expect(body).toEqual({ name: 'e', data: expect.any(String) as string, channels: ['private-encrypted-x'] });
      expect(open(JSON.parse(body.data) as EncryptedPayload, key)).toEqual({ text: '{"x":"ü"}' });
    }
  });

  it.each<readonly [string, unknown]>([
    ['one who is a number', { user_id: 10, user_info: { name: 'Mr. Channels' } }],
    ['one with more than that', { user_id: 'u', user_info: null, extra: [1] }],
    ['one with text beyond ASCII', { user_id: 'ü💥\ud800', user_info: '\u2028' }],
  ])('the authorization of %s is the same', (_, member) => {
    const { ours, theirs } = libraries();
    for (const name of ['presence-x', 'private-x', 'private-encrypted-x'])
      expect(ours.authorizeChannel('1.2', name, member as never)).toEqual(
        theirs.authorizeChannel('1.2', name, member as never),
      );
  });

  it('a webhook is good to both or to neither', () => {
    const { ours, theirs } = libraries();
    const event = fc.record({ name: fc.constantFrom('channel_occupied', 'member_added', 'x'), channel: fc.string() });
    const text = fc.record({ time_ms: fc.nat(), events: fc.array(event), extra: fc.string({ unit: 'binary' }) });
    const old = { key: 'old-key', secret: 'old-secret' };
    const signers = fc.constantFrom({ key: 'the-key', secret: 'the-secret' }, old, { key: 'the-key', secret: 'x' });
    fc.assert(
      fc.property(
        text,
        signers,
        fc.constantFrom('', '0', 'a', '\n'),
        fc.boolean(),
        (value, { key, secret }, change, extra) => {
          const body = JSON.stringify(value);
          const headers = {
            'x-pusher-key': key,
            'x-pusher-signature': sign(secret, body) + change,
            'content-type': 'application/json',
          };
          const tokens = extra ? [old] : [];
          const right = ours.webhook({ headers, body }, tokens)._tag === 'Right';
          expect(right).toBe(theirs.webhook({ headers, rawBody: body }).isValid(tokens));
          expect(right).toBe(change === '' && (secret === 'the-secret' || (secret === 'old-secret' && extra)));
        },
      ),
      runs(200),
    );
  });
});
