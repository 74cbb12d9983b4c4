import { inspect } from 'node:util';
import fc from 'fast-check';
import type { Observable } from 'rxjs';
import { config, EMPTY, map, NEVER, of, throwError, timer } from 'rxjs';
import { encryption } from '../../lib/encryption/index.js';
import { AuthorizationError } from '../../lib/index.js';
import type {
  ChannelAuthorizer,
  FetchResponse,
  HttpAuthorization,
  PusherOptions,
  UserAuthenticator,
} from '../../lib/index.js';
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
const batchedStatus = fc.oneof(
  fc.constantFrom(200, 201, 403, 419, 500, '200', '403', null, `key:${SIGNATURE}`),
  anything,
);
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
  { weight: 1, arbitrary: fc.constantFrom('', ' ', '<!DOCTYPE html><form>', '{"error":"Unauthenticated."}', '[]') },
);
const status = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(200, 201) },
  fc.constantFrom(0, -1, 204, 302, 401, 403, 408, 419, 429, 440, 500, 999, Number.NaN),
);
const header = fc.oneof(
  fc.constant(null),
  nasty,
  fc.constantFrom('7', '-1', '1e400', 'Wed, 21 Oct 2015 07:28:00 GMT', 'Wed, 21 Oct 2015 07:28:20 GMT'),
);
/** How it comes: soon, or late and without an end, or never, or only its status. */
const manner = fc.constantFrom('soon', 'soon', 'soon', 'endless', 'never', 'without a body');
const answer = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({ status, retryAfter: header, date: header, redirected: fc.boolean(), body, manner }),
  },
  { weight: 1, arbitrary: nasty.map((message) => new TypeError(message)) },
);
type Answer = typeof answer extends fc.Arbitrary<infer T> ? T : never;

/** What `fetch` gives, driven by virtual time. */
const responseOf = (given: Answer): Observable<FetchResponse> => {
  if (given instanceof Error) return throwError(() => given);
  const { manner: how, body: text, retryAfter, date, ...rest } = given;
  if (how === 'never') return NEVER;
  const response = {
    ...rest,
    headers: { get: (name: string) => (name === 'date' ? date : retryAfter) },
    text: () => (how === 'without a body' ? NEVER : how === 'endless' ? timer(5, 5).pipe(map(() => text)) : of(text)),
  };
  return (how === 'endless' ? timer(5, 5) : timer(1)).pipe(map(() => response));
};

/** What a function of the user's does where it does not do its work. */
const failure = fc.constantFrom<() => unknown>(
  () => NEVER,
  () => EMPTY,
  () => undefined,
  () => throwError(() => new Error('logged out')),
  () => {
    throw new Error('logged out');
  },
);
const refresh = fc.oneof(
  fc.constant(undefined),
  fc.constant(() => timer(5)),
  failure,
);

const thrown: unknown[] = [];
beforeAll(() => {
  config.onUnhandledError = (error) => thrown.push(error);
});
afterAll(() => {
  config.onUnhandledError = null;
});

const CHANNELS = new Set(NAMES).size;

/** Plays what is wanted against a server that accepts everything, and holds the laws that hold for every answer. */
const play = (options: Partial<PusherOptions>, foreign: boolean): void =>
  inTime(({ pass, timers }) => {
    const server = new FakeServer(1, ({ event, data }) =>
      event === 'pusher:signin'
        ? [{ event: 'pusher:signin_success', data: JSON.stringify(data) }]
        : [list(data!.channel, [['me']])],
    );
    const lines: string[] = [];
    const pusher = clientOf(server, {
      encryption,
      logger: { error: (message) => lines.push(message), debug: (message) => lines.push(message) },
      ...options,
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
      if (!foreign) expect(inspect(error, { depth: 8 })).not.toMatch(COMMAND);
    }
    for (const line of lines) expect(line).not.toMatch(CONTROL);
    for (const one of heard) one.leave();
    pass(60_000);
    expect(timers()).toBe(0);
    expect(thrown).toEqual([]);
    expectNoPollution();
  });

it('whatever an endpoint answers, each channel is subscribed or fails with a typed error that shows no signature', () => {
  fc.assert(
    fc.property(answer, fc.boolean(), refresh, fc.constantFrom(Infinity, 1), (given, batch, hook, concurrency) => {
      let requests = 0;
      let refreshes = 0;
      const http: HttpAuthorization = {
        endpoint: 'https://host/auth',
        batch,
        concurrency,
        ...(hook && {
          refresh: () => {
            refreshes += 1;
            return hook();
          },
        }),
        fetch: () => {
          requests += 1;
          return responseOf(given);
        },
      };
      play({ channelAuthorization: http, userAuthentication: { ...http, batch: false } }, given instanceof Error);
      // Each channel once, three times again, and once after the refresh; a presence channel may ask for the user twice.
      expect(requests).toBeLessThanOrEqual((CHANNELS + 2) * 5);
      // One for all channels that ask in one turn; those that wait for theirs begin anew.
      if (concurrency === Infinity) expect(refreshes).toBeLessThanOrEqual(3);
      expect(refreshes).toBeLessThanOrEqual(CHANNELS + 2);
    }),
    runs(80),
  );
});

it('whatever a function of the user’s does, each channel is subscribed or fails with a typed error that shows no signature', () => {
  const given = fc.oneof(
    authorization.map((value) => () => of(value)),
    anything.map((value) => () => value),
    authorization.map((value) => () => timer(20_000).pipe(map(() => value))),
    failure,
  );
  const sent = { status: 200, headers: { get: () => null }, text: () => of(`{"auth":"key:${SIGNATURE}"}`) };
  fc.assert(
    fc.property(
      given,
      fc.option(failure, { nil: undefined }),
      fc.boolean(),
      fc.boolean(),
      (authorizer, provider, headers, batch) => {
        const http: HttpAuthorization = {
          endpoint: 'https://host/auth',
          batch,
          fetch: () => of(sent),
          [headers ? 'headersProvider' : 'paramsProvider']: provider,
        };
        play(
          {
            channelAuthorization: { ...http, channels: { 'presence-*': authorizer as ChannelAuthorizer } },
            userAuthentication: authorizer as UserAuthenticator,
          },
          false,
        );
      },
    ),
    runs(80),
  );
});
