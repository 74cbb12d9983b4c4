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

describe('whatever is passed in the place of a webhook', () => {
  const bytes = new TextEncoder().encode('{}');
  const value = fc.oneof(
    anything,
    fc.constantFrom(
      undefined,
      bytes,
      bytes.buffer,
      new DataView(bytes.buffer),
      new Date(),
      () => '{}',
      Symbol('x'),
      1n,
    ),
    fc.constantFrom(
      new Headers({ 'x-pusher-key': 'key' }),
      new Map([['x-pusher-key', 'key']]),
      new Response('{}').body,
    ),
    fc.constant(new Request('http://app/', { method: 'POST', body: '{}' })),
  );
  const headers = fc.oneof(
    value,
    record({
      'x-pusher-key': fc.oneof(fc.constant('key'), value),
      'x-pusher-signature': value,
      'content-type': value,
      get: value,
    }),
    fc.array(fc.tuple(fc.constantFrom('x-pusher-key', 'x-pusher-signature', 'content-type'), value)),
  );
  const request = fc.oneof({ weight: 5, arbitrary: record({ headers, body: value }) }, { weight: 1, arbitrary: value });
  const token = fc.oneof(
    value,
    record({ key: fc.oneof(fc.constant('key'), value), secret: fc.oneof(fc.constant(''), value) }),
  );

  it('is refused in words, and nothing is thrown', () => {
    fc.assert(
      fc.property(request, fc.oneof(value, fc.array(token)), (given, tokens) => {
        const outcome = server.webhook(given as never, tokens as never);
        expect(outcome).toMatchObject({ _tag: 'Left', left: { _tag: 'WebhookError' } });
        expect((outcome as { left: Error }).left.message).not.toMatch(CONTROL);
        expect(reveals(outcome)).toBe(false);
      }),
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
        fc.oneof(
          record({ user_id: ids, id: ids, user_info: anything, status: fc.constantFrom(401, 200, 'x') }),
          anything,
          fc.constant(true),
        ),
        async (method, type, text, member) => {
          const failures: unknown[] = [];
          const hook = () => member as never;
          const handler = createAuthHandler({
            server,
            channel: hook,
            user: hook,
            onError: (error) => failures.push(error),
          });
          const request = new Request('http://app/pusher/auth', {
            method,
            headers: { 'content-type': type },
            ...(method === 'POST' && { body: text }),
          });
          const response = await handler(request);
          expect([200, 400, 401, 403, 405, 500, ...(text.length > 20_000 ? [413] : [])]).toContain(response.status);
          // Only what the hooks gave can fail.
          if (response.status === 500) expect(failures).toHaveLength(1);
          const answer = await response.text();
          expect(() => JSON.parse(answer) as unknown).not.toThrow();
          const named = (id: unknown) => (typeof id === 'string' && id !== '') || Number.isSafeInteger(id);
          const { user_id, id, status } = Object(member) as { user_id?: unknown; id?: unknown; status?: unknown };
          if (status === 401 || !(member === true || named(user_id) || named(id)))
            expect(answer).not.toContain('"auth"');
          expect(answer.includes(SECRET) || answer.includes(KEY) || reveals(failures)).toBe(false);
        },
      ),
      runs(400),
    ));

  it('signs each channel of a batch once, however often it is asked for, and no more than there may be', async () => {
    const channel = jest.fn(() => true);
    const handler = createAuthHandler({ server, channel, maxBodySize: 4_000_000 });
    const ask = async (count: number, different: number) => {
      const names = Array.from({ length: count }, (_, i) => `private-${i % different}`);
      const body = new URLSearchParams([['socket_id', '1.1'], ...names.map((name, i) => [`channel_name[${i}]`, name])]);
      const response = await handler(new Request('http://app/', { method: 'POST', body }));
      return [response.status, Object.keys((await response.json()) as object).length];
    };
    expect(await ask(10_000, 100)).toEqual([200, 100]);
    expect(channel).toHaveBeenCalledTimes(100);
    expect(await ask(60_000, 60_000)).toEqual([400, 1]);
    expect(channel).toHaveBeenCalledTimes(100);
  });
});
