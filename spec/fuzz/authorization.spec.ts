import { inspect } from 'node:util';
import fc from 'fast-check';
import { config, of, throwError } from 'rxjs';
import { encryption } from '../../lib/encryption/index.js';
import { AuthorizationError } from '../../lib/index.js';
import { clientOf, FakeServer, list } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';
import { anything, deepened, nasty, nested, record } from './frames.js';
import { COMMAND, CONTROL, expectNoPollution } from './laws.js';
import { runs } from './runs.js';

// What an authorization endpoint, or whoever has taken its place, may answer.

const NAMES = ['private-a', 'presence-a', 'private-encrypted-a', '__proto__'].map((name) =>
  name.startsWith('p') ? name : `private-${name}`,
);
const SIGNATURE = 'S1GN4TUR3';
const authorization = record({
  auth: fc.oneof(fc.constant(`key:${SIGNATURE}`), anything),
  channel_data: fc.oneof(
    fc.constant('{"user_id":"1"}'),
    nasty,
    anything,
    anything.map((value) => JSON.stringify(value)),
  ),
  shared_secret: fc.oneof(fc.constant(btoa('SHARED-SECRET-OF-32-BYTES-LENGTH')), nasty, anything),
  user_data: fc.oneof(
    fc.constant('{"id":"1"}'),
    nasty,
    anything,
    anything.map((value) => JSON.stringify(value)),
  ),
});
const batchedStatus = fc.oneof(fc.constantFrom(200, 201, 403, 500, `key:${SIGNATURE}`), anything);
const batched = fc.dictionary(
  fc.constantFrom(...NAMES, '__proto__', 'constructor'),
  fc.oneof(
    { weight: 4, arbitrary: record({ status: batchedStatus, data: authorization }) },
    { weight: 1, arbitrary: anything },
  ),
  { minKeys: 2 },
);
const body = fc.oneof(
  { weight: 8, arbitrary: fc.oneof(authorization, batched).map((value) => deepened(JSON.stringify(value))) },
  { weight: 2, arbitrary: nested },
  { weight: 1, arbitrary: nasty },
  {
    weight: 1,
    arbitrary: fc.constant(`{"__proto__":{"polluted":1},"auth":"key:${SIGNATURE}","auth":{"__proto__":1}}`),
  },
  { weight: 1, arbitrary: fc.constant('x'.repeat(1_000_000)) },
);
const status = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(200, 201) },
  fc.constantFrom(0, -1, 204, 302, 401, 403, 429, 500, 999, Number.NaN),
);
const header = fc.oneof(fc.constant(null), nasty, fc.constantFrom('-1', '1e400', 'Wed, 21 Oct 2015 07:28:00 GMT'));
const answer = fc.oneof(
  { weight: 9, arbitrary: fc.record({ status, header, body }) },
  { weight: 1, arbitrary: nasty.map((message) => new TypeError(message)) },
);

const thrown: unknown[] = [];
beforeAll(() => {
  config.onUnhandledError = (error) => thrown.push(error);
});
afterAll(() => {
  config.onUnhandledError = null;
});

it('whatever an endpoint answers, each channel is subscribed or fails with a typed error that shows no signature', () => {
  fc.assert(
    fc.property(answer, fc.boolean(), (given, batch) =>
      inTime(({ pass, timers }) => {
        const server = new FakeServer(1, ({ event, data }) =>
          event === 'pusher:signin'
            ? [{ event: 'pusher:signin_success', data: JSON.stringify(data) }]
            : [list(data!.channel, [['me']])],
        );
        const lines: string[] = [];
        const http = {
          endpoint: 'https://host/auth',
          batch,
          fetch: () =>
            given instanceof Error
              ? throwError(() => given)
              : of({ status: given.status, headers: { get: () => given.header }, text: () => of(given.body) }),
        };
        const pusher = clientOf(server, {
          channelAuthorization: http,
          userAuthentication: { ...http, batch: false },
          encryption,
          logger: { error: (message) => lines.push(message), debug: (message) => lines.push(message) },
        });
        const heard = [...NAMES.map((name) => listen(pusher.channel(name))), listen(pusher.user)];
        pass(600_000);
        const states: string[] = [];
        pusher.channels$.subscribe((all) => states.push(...[...all.values()].map(({ status: now }) => now)));
        // Nothing is left hanging.
        expect(states.filter((now) => now !== 'subscribed')).toEqual([]);
        const failed = heard.map(({ error }) => error).filter((error) => error !== undefined);
        for (const error of failed) {
          expect(error).toHaveProperty('_tag');
          expect((error as Error).message).not.toMatch(CONTROL);
          if (!(error instanceof AuthorizationError)) continue;
          expect(inspect(error, { depth: 8 })).not.toContain(SIGNATURE);
          // What the platform says of a failure is its own.
          if (!(given instanceof Error)) expect(inspect(error, { depth: 8 })).not.toMatch(COMMAND);
        }
        for (const line of lines) expect(line).not.toMatch(CONTROL);
        for (const one of heard) one.leave();
        pass(60_000);
        expect(timers()).toBe(0);
        expect(thrown).toEqual([]);
        expectNoPollution();
      }),
    ),
    runs(80),
  );
});
