import { inspect } from 'node:util';
import fc from 'fast-check';
import { createAuthHandler, createPusherServer } from '../../lib/server/index.js';
import { sign } from '../../lib/protocol/signature.js';
import { anything, deepened, nasty, nested, record } from './frames.js';
import { COMMAND, CONTROL, expectNoPollution } from './laws.js';
import { runs } from './runs.js';

// What anybody may send to the endpoints of an app: its webhooks and its authorizations.

const SECRET = 'SECRET0123456789abcdef';
const KEY = Buffer.from('M4STER-KEY-OF-32-BYTES-OF-LENGTH').toString('base64');
const server = createPusherServer({
  appId: '1',
  key: 'key',
  secret: SECRET,
  cluster: 'eu',
  encryptionMasterKeyBase64: KEY,
});

afterEach(expectNoPollution);

const reveals = (value: unknown): boolean => {
  const text = inspect(value, { depth: 8, showHidden: true });
  return text.includes(SECRET) || text.includes(KEY);
};

describe('a webhook', () => {
  const event = record({
    name: fc.constantFrom(
      'channel_occupied',
      'member_added',
      'client_event',
      'cache_miss',
      'subscription_count',
      'else',
    ),
    channel: fc.oneof(fc.constant('presence-a'), anything),
    user_id: anything,
    event: anything,
    data: anything,
    socket_id: anything,
    subscription_count: anything,
  });
  const body = fc.oneof(
    {
      weight: 8,
      arbitrary: record({ time_ms: fc.oneof(fc.nat(), anything), events: fc.oneof(fc.array(event), anything) }).map(
        (value) => deepened(JSON.stringify(value)),
      ),
    },
    { weight: 1, arbitrary: fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 60 })) },
    { weight: 1, arbitrary: nested },
    { weight: 1, arbitrary: fc.constant('{"time_ms":1,"events":[{"__proto__":{"polluted":1},"name":"__proto__"}]}') },
  );

  it('is read or refused, whatever is in it and whoever signed it, and neither tells a secret', () => {
    fc.assert(
      fc.property(
        fc.oneof(body, fc.uint8Array({ maxLength: 60 })),
        fc.boolean(),
        record({
          'x-pusher-key': fc.oneof(fc.constant('key'), nasty),
          'X-Pusher-Signature': nasty,
          'content-type': fc.oneof(fc.constant('application/json'), nasty),
        }),
        (text, honest, hostile) => {
          const own = {
            'x-pusher-key': 'key',
            'x-pusher-signature': sign(SECRET, text),
            'content-type': 'application/json',
          };
          const outcome = server.webhook({ headers: honest ? own : (hostile as Record<string, string>), body: text });
          if (!honest) expect(outcome._tag).toBe('Left');
          if (outcome._tag === 'Left') {
            expect(outcome.left.message).not.toMatch(CONTROL);
            expect(inspect(outcome, { depth: 8 })).not.toMatch(COMMAND);
          }
          expect(reveals(outcome)).toBe(false);
        },
      ),
      runs(500),
    );
  });
});

describe('the authorization handler', () => {
  const field = fc.constantFrom(
    'socket_id',
    'channel_name',
    'channel_name[]',
    'channel_name[0]',
    'channel_name[x]',
    '__proto__',
    'token',
  );
  const value = fc.oneof(
    fc.constantFrom('1.1', 'private-a', 'presence-a', 'private-encrypted-a', '#server-to-user-1'),
    nasty,
  );
  const form = fc.array(fc.tuple(field, value), { maxLength: 8 }).map((pairs) => new URLSearchParams(pairs).toString());
  const json = fc.oneof(
    record({
      socket_id: fc.oneof(fc.constant('1.1'), anything),
      channel_name: fc.oneof(value, fc.array(value), fc.array(anything, { minLength: 1 }), anything),
      token: anything,
    }).map((one) => deepened(JSON.stringify(one))),
    nested,
    fc.constant('{"socket_id":"1.1","channel_name":"private-a","__proto__":{"polluted":1}}'),
  );
  const body = fc.oneof(form, json, fc.string({ unit: 'binary', maxLength: 80 }));
  const ids = fc.oneof(fc.constantFrom('1', 7), anything);

  it('answers with JSON and a status, whatever it is sent and whoever the hooks let in, and hands out no secret', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'POST', 'POST'),
        fc.constantFrom('application/x-www-form-urlencoded', 'application/json', 'text/plain', 'APPLICATION/JSON;x'),
        body,
        fc.record({ user_id: ids, user_info: anything }),
        async (method, type, text, member) => {
          const failures: unknown[] = [];
          const handler = createAuthHandler({
            server,
            channel: ({ channelName }) =>
              channelName.startsWith('presence-') ? (member as { user_id: string }) : true,
            user: () => ({ id: member.user_id as string, user_info: member.user_info }),
            onError: (error) => failures.push(error),
          });
          const request = new Request('http://app/pusher/auth', {
            method,
            headers: { 'content-type': type },
            ...(method === 'POST' && { body: text }),
          });
          const response = await handler(request);
          expect([200, 400, 403, 405, 500]).toContain(response.status);
          // Only what the hooks gave can fail.
          if (response.status === 500) expect(failures).toHaveLength(1);
          const answer = await response.text();
          expect(() => JSON.parse(answer) as unknown).not.toThrow();
          expect(answer.includes(SECRET) || answer.includes(KEY) || reveals(failures)).toBe(false);
        },
      ),
      runs(400),
    ));

  it('signs each channel of a batch once, however often and however many are asked for', async () => {
    const handler = createAuthHandler({ server, channel: () => true });
    const names = Array.from({ length: 10_000 }, (_, i) => `private-${i % 5_000}`);
    const body = new URLSearchParams([['socket_id', '1.1'], ...names.map((name, i) => [`channel_name[${i}]`, name])]);
    const answer = (await (await handler(new Request('http://app/', { method: 'POST', body }))).json()) as object;
    expect(Object.keys(answer)).toHaveLength(5_000);
  });
});
