import { inspect } from 'node:util';
import fc from 'fast-check';
import type { Observable } from 'rxjs';
import { of, throwError } from 'rxjs';
import type { ChannelResult, PusherServer } from '../../lib/server/index.js';
import { createPusherServer, PusherError } from '../../lib/server/index.js';
import { listen } from '../support/listen.js';
import { anything, deepened, nasty, nested, record } from './frames.js';
import { CONTROL, expectNoPollution } from './laws.js';
import { runs } from './runs.js';

// What the HTTP API, or whoever is at its address, may answer; and what a program may ask of it.

const SECRET = 'SECRET0123456789abcdef';

afterEach(expectNoPollution);

describe('whatever the API answers', () => {
  const count = fc.oneof(fc.nat(), fc.constantFrom('3', 'many', null), anything);
  const counts = fc.oneof(record({ user_count: count, subscription_count: count, occupied: anything }), anything);
  const answer = record({
    channels: fc.oneof(
      fc.dictionary(fc.constantFrom('a', 'presence-a', '__proto__', 'constructor'), counts),
      fc.array(counts),
      anything,
    ),
    batch: fc.oneof(
      fc.array(counts),
      fc.dictionary(fc.constantFrom('0', '2', '999999999', '__proto__'), counts),
      anything,
    ),
    users: fc.oneof(
      fc.array(record({ id: count })),
      fc.dictionary(fc.constantFrom('0', '5'), record({ id: count })),
      anything,
    ),
    occupied: fc.oneof(fc.boolean(), anything),
    user_count: count,
    cache: fc.oneof(record({ data: anything, ttl: count, event: anything }), anything),
    error: fc.constantFrom(null, undefined, 'no'),
    code: fc.oneof(fc.constantFrom(400, '404', 200, 0), anything),
  });
  const body = fc.oneof(
    { weight: 8, arbitrary: answer.map((value) => deepened(JSON.stringify(value))) },
    {
      weight: 1,
      arbitrary: fc.oneof(
        nasty,
        anything.map((value) => JSON.stringify(value)),
      ),
    },
    { weight: 1, arbitrary: nested },
  );
  const status = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(200, 201, 204) },
    fc.constantFrom(0, 302, 400, 500, NaN),
  );
  const failing = anything.map((value) => throwError(() => (typeof value === 'string' ? new TypeError(value) : value)));
  const info = 'user_count,subscription_count,cache';
  const event = { channel: 'a', name: 'e', data: 'x' };
  const isCounted = (counts: object): boolean =>
    Object.entries(counts).every(([name, count]) => !name.endsWith('_count') || typeof count === 'number');
  const everyIsCounted = (all: object = {}): boolean => Object.values(all).every(isCounted);
  const isKept = (cache: ChannelResult['cache']): boolean =>
    cache === undefined ||
    cache === null ||
    (typeof cache.data === 'string' && (!('ttl' in cache) || typeof cache.ttl === 'number'));

  /** A call, and whether what it emits has the type that is promised. */
  const ask = <T>(call: (asked: PusherServer) => Observable<T>, has: (result: T) => boolean = () => true) => ({
    call,
    has: has as (result: unknown) => boolean,
  });
  const publishes = [
    ask(
      (asked) => asked.trigger('a', 'e', 'x'),
      (result) => Object.keys(result).length === 0,
    ),
    ask(
      (asked) => asked.trigger(['a', 'presence-a'], 'e', 'x', { info }),
      ({ channels }) => everyIsCounted(channels),
    ),
    ask(
      (asked) => asked.triggerBatch([event, event]),
      (result) => Object.keys(result).length === 0,
    ),
    ask(
      (asked) => asked.triggerBatch([{ ...event, info }, event]),
      ({ batch }) => everyIsCounted(batch),
    ),
    ask(
      (asked) => asked.sendToUser('u', 'e', 'x'),
      (result) => Object.keys(result).length === 0,
    ),
    ask(
      (asked) => asked.terminateUserConnections('u'),
      (result) => typeof result === 'object',
    ),
    ask((asked) => asked.post({ path: '/events', body: {} })),
  ];
  const questions = [
    ask(
      (asked) => asked.channels({ info }),
      ({ channels }) => everyIsCounted(channels),
    ),
    ask(
      (asked) => asked.channel('a', { info }),
      (state) => typeof state.occupied === 'boolean' && isCounted(state) && isKept(state.cache),
    ),
    ask(
      (asked) => asked.users('presence-a'),
      ({ users }) => users.every(({ id }) => typeof id === 'string' && id !== ''),
    ),
    ask((asked) => asked.get({ path: '/x' })),
  ];
  const isSoketiError = (text: string): boolean => {
    try {
      const { error, code } = Object(JSON.parse(text)) as { error?: unknown; code?: unknown };
      return error !== undefined && error !== null && Number(code) >= 400;
    } catch {
      return false;
    }
  };

  it('what was published was, and a question has an answer of its type or a typed error', () => {
    fc.assert(
      fc.property(
        status,
        fc.oneof({ weight: 9, arbitrary: body }, { weight: 1, arbitrary: failing }),
        fc.constantFrom(...publishes, ...questions),
        (code, text, { call, has }) => {
          const fetch = () => (typeof text === 'string' ? of({ status: code, text: () => of(text) }) : text);
          const at = { appId: '1', key: 'key', secret: SECRET, cluster: 'eu', fetch: fetch as never };
          const { values, error, completed } = listen(call(createPusherServer(at)));
          expect([values.length, completed]).toEqual(error === undefined ? [1, true] : [0, false]);
          expect(values.every(has)).toBe(true);
          if (error !== undefined) {
            expect(error).toBeInstanceOf(PusherError);
            expect((error as Error).message).not.toMatch(CONTROL);
          }
          expect(inspect([values, error], { depth: 8 })).not.toContain(SECRET);
          const accepted = code >= 200 && code < 300 && typeof text === 'string' && !isSoketiError(text);
          if (accepted && publishes.some((one) => one.call === call)) expect(error).toBeUndefined();
        },
      ),
      runs(300),
    );
  });
});

describe('whatever a program passes', () => {
  const value = fc.oneof(
    anything,
    fc.constantFrom(
      undefined,
      '1.1',
      'a',
      'private-a',
      'presence-a',
      'e',
      1n,
      NaN,
      () => 'a',
      Symbol('a'),
      new Map(),
      new Date(),
    ),
    fc.array(fc.constantFrom('a', 7, null), { maxLength: 3 }),
  );
  const params = fc.oneof(
    record({ socketId: value, socket_id: value, info: value, prefix: value, limit: value }),
    value,
  );
  const event = fc.oneof(record({ channel: value, name: value, data: value, socketId: value, info: value }), value);
  const request = fc.oneof(record({ path: fc.oneof(fc.constant('/x'), value), params, body: value }), value);
  const member = fc.oneof(record({ user_id: value, id: value, user_info: value, watchlist: value }), value);
  const call = fc.oneof(
    fc.tuple(fc.constant('trigger'), fc.tuple(value, value, value, params)),
    fc.tuple(fc.constant('triggerBatch'), fc.tuple(fc.oneof(fc.array(event, { maxLength: 12 }), value))),
    fc.tuple(fc.constantFrom('sendToUser', 'terminateUserConnections', 'users'), fc.tuple(value, value, value)),
    fc.tuple(fc.constant('channels'), fc.tuple(params)),
    fc.tuple(fc.constant('channel'), fc.tuple(value, params)),
    fc.tuple(fc.constantFrom('get', 'post'), fc.tuple(request)),
    fc.tuple(fc.constantFrom('authorizeChannel', 'authenticateUser'), fc.tuple(value, fc.oneof(value, member), member)),
  );

  it('is sent as it is meant, or refused by a typed error that names the culprit', () => {
    fc.assert(
      fc.property(call, ([method, args]) => {
        const sent: string[] = [];
        const fetch = (url: string) => (sent.push(url), of({ status: 200, text: () => of('{}') }));
        const asked = createPusherServer({
          appId: '1',
          key: 'key',
          secret: SECRET,
          host: 'h',
          path: '/p',
          fetch: fetch as never,
        });
        try {
          const result = (asked as unknown as Record<string, (...given: unknown[]) => unknown>)[method]!(...args);
          if (result !== null && typeof result === 'object' && 'subscribe' in result)
            listen(result as ReturnType<typeof asked.get>);
          else expect(typeof (result as { auth: unknown }).auth).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(PusherError);
          expect((error as Error).message).not.toMatch(CONTROL);
          expect(inspect(error, { depth: 8, showHidden: true })).not.toContain(SECRET);
          expect(sent).toEqual([]);
        }
        for (const url of sent) expect(new URL(url).pathname).toMatch(/^\/p\/apps\/1\//);
      }),
      runs(1_000),
    );
  });
});
