import fc from 'fast-check';
import type { Effect } from '../../lib/sandbox/engine/effect.js';
import { app, auth, createBed } from '../sandbox/support/bed.js';
import { anything, deepened, nasty } from './frames.js';
import { expectNoPollution } from './laws.js';
import { runs } from './runs.js';
import { form } from './wire.js';

const events = fc.constantFrom(
  'pusher:ping',
  'pusher:pong',
  'pusher:subscribe',
  'pusher:unsubscribe',
  'pusher:signin',
  'client-x',
  'pusher_internal:x',
);
const channels = fc.constantFrom(
  'a',
  'private-a',
  'presence-a',
  'cache-a',
  'private-encrypted-cache-a',
  '#server-to-user-u',
);
const frame = fc.record(
  {
    event: fc.oneof({ weight: 5, arbitrary: events }, { weight: 1, arbitrary: anything }),
    channel: fc.oneof(channels, anything),
    data: fc.oneof(
      fc.record(
        { channel: fc.oneof(channels, anything), auth: anything, channel_data: anything },
        { requiredKeys: [] },
      ),
      fc.record({ auth: anything, user_data: anything }),
      anything,
      anything.map((value) => JSON.stringify(value)),
    ),
    ['__proto__']: anything,
    constructor: anything,
    user_id: anything,
  },
  { requiredKeys: ['event'] },
);

/** A text with one piece of it replaced. */
const mutated = (text: fc.Arbitrary<string>) =>
  fc
    .tuple(text, fc.nat(), fc.nat({ max: 8 }), fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.constant('[')))
    .map(([value, at, cut, piece]) => {
      const i = at % (value.length + 1);
      return value.slice(0, i) + piece + value.slice(i + cut);
    });

const frameText = frame.map((value) => JSON.stringify(value));
const text = fc.oneof(frameText, mutated(frameText), fc.string({ unit: 'binary', maxLength: 200 })).map(deepened);

const isJson = (value: string): boolean => {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
};

describe('the engine', () => {
  afterEach(expectNoPollution);

  it('takes any text on a socket, and says nothing but JSON', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(1, 2, 3), text), { maxLength: 12 }), (said) => {
        const bed = createBed({ apps: [app({ webhooks: [{ url: 'http://127.0.0.1:1' }] })] });
        for (const id of [1, 2]) {
          bed.connect(id);
          bed.subscribe(id, 'private-a');
          bed.subscribe(id, 'presence-a', { user_id: id });
        }
        for (const [connection, value] of said) {
          const effects = bed.handle({ type: 'received', connection, text: value });
          for (const effect of effects as Effect[])
            if (effect.type === 'send' || effect.type === 'webhook')
              expect(isJson(effect.type === 'send' ? effect.text : effect.body)).toBe(true);
        }
        bed.pass(200_000);
        [1, 2].forEach(bed.gone);
        expect(bed.engine.snapshot()).toEqual({ connections: [], channels: [] });
      }),
      runs(300),
    );
  });

  it('takes any member and any user, well signed', () => {
    fc.assert(
      fc.property(anything, anything, anything, (id, info, watchlist) => {
        const bed = createBed();
        const socketId = bed.connect(1);
        const channel_data = deepened(JSON.stringify({ user_id: id, user_info: info }));
        bed.say(1, {
          event: 'pusher:subscribe',
          data: { channel: 'presence-a', auth: auth(socketId, 'presence-a', channel_data), channel_data },
        });
        bed.signin(1, { id, user_info: info, watchlist });
        // A frame may be too long as well.
        expect(bed.closed(1)?.[0] === 1009 || bed.heard(1).length >= 2).toBe(true);
      }),
      runs(300),
    );
  });

  it('answers any request once, with a status an HTTP server could have', () => {
    const method = fc.constantFrom('GET', 'POST', 'OPTIONS', 'DELETE', '', '__proto__');
    const path = fc.oneof(
      fc.constantFrom(
        '/apps/app-id/events',
        '/apps/app-id/batch_events',
        '/apps/app-id/channels',
        '/apps/app-id/channels/presence-a/users',
        '/pusher/auth',
        '/pusher/user-auth?key=app-key',
        '//',
        '/apps/%/channels/%',
        '?',
      ),
      fc.webPath(),
      fc.string({ unit: 'binary' }),
    );
    const url = fc.oneof(
      path,
      mutated(path),
      fc.tuple(path, fc.webQueryParameters()).map(([p, q]) => `${p}?${q}`),
    );
    const body = fc.oneof(text, form, fc.uint8Array({ maxLength: 60 }), fc.webQueryParameters());
    const asked = form.map((content) => ['POST', '/pusher/auth', content] as const);
    const bed = createBed();
    fc.assert(
      fc.property(fc.oneof(fc.tuple(method, url, body), asked), nasty, ([verb, target, content], origin) => {
        const { status, body: answer } = bed.request(verb, target, content, { origin });
        expect([200, 204, 400, 401, 403, 404, 405, 413]).toContain(status);
        expect(typeof answer).toBe('string');
      }),
      runs(500),
    );
  });

  it('answers any signed event, and passes on what it takes', () => {
    const body = fc.record(
      {
        name: fc.oneof(fc.constant('e'), anything),
        data: fc.oneof(fc.string(), anything),
        channels: fc.oneof(fc.array(channels, { maxLength: 3 }), fc.array(anything, { maxLength: 3 }), anything),
        channel: fc.oneof(channels, anything),
        socket_id: fc.oneof(fc.constant('1.1'), anything),
        info: fc.oneof(fc.constant('user_count,subscription_count'), anything),
      },
      { requiredKeys: ['name', 'data'] },
    );
    const bed = createBed();
    bed.connect(1);
    bed.subscribe(1, 'a');
    bed.heard(1);
    fc.assert(
      fc.property(fc.oneof(body, anything), fc.boolean(), (value, batched) => {
        const path = batched ? '/batch_events' : '/events';
        const { status } = bed.api('POST', path, {
          body: deepened(JSON.stringify(batched ? { batch: [value] } : value)),
        });
        expect([200, 400, 413]).toContain(status);
        expect(bed.heard(1).length).toBeLessThanOrEqual(status === 200 ? 1 : 0);
      }),
      runs(500),
    );
  });
});
