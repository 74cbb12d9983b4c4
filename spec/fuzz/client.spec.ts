import { inspect } from 'node:util';
import fc from 'fast-check';
import * as t from 'io-ts';
import { config, retry, timer } from 'rxjs';
import { encryption } from '../../lib/encryption/index.js';
import type { Decoder, Pusher, PusherError } from '../../lib/index.js';
import { decodeData } from '../../lib/protocol/codec.js';
import { SubscriptionCount } from '../../lib/protocol/payload.js';
import { clientOf, event, FakeServer } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import { CHANNELS, hostile } from './frames.js';
import { COMMAND, CONTROL, expectNoPollution } from './laws.js';
import { runs } from './runs.js';

const SIGNATURE = 'SIGNATURE0123456789abcdef';
const SHARED_SECRET = btoa('SHARED-SECRET-OF-32-BYTES-LENGTH');
const MEMBER = '{"user_id":"me","user_info":{"name":"Me"}}';

interface Heard {
  readonly lines: string[];
  readonly errors: unknown[];
  readonly ticks: Map<string, unknown[]>;
}

const start = (server: FakeServer, heard: Heard): Pusher =>
  clientOf(server, {
    encryption,
    channelAuthorization: ({ channelName }) => [
      {
        auth: `key:${SIGNATURE}`,
        ...(channelName.startsWith('presence-') ? { channel_data: MEMBER } : {}),
        ...(channelName.startsWith('private-encrypted-') ? { shared_secret: SHARED_SECRET } : {}),
      },
    ],
    userAuthentication: () => [{ auth: `key:${SIGNATURE}`, user_data: '{"id":"u1"}' }],
    logger: {
      debug: (message) => heard.lines.push(message),
      error: (message, error) => {
        heard.lines.push(message);
        heard.errors.push(error);
      },
    },
  });

/** Somebody on every stream there is, who comes back after each failure. */
const listenEverywhere = (pusher: Pusher, { errors, ticks }: Heard): void => {
  const room = pusher.channel('presence-cache-room');
  const others = [
    ...CHANNELS.map((name) => pusher.channel<string>(name)),
    ...CHANNELS.map((name) => pusher.channel<string>(name).subscriptionCount$),
    pusher.channel('cache-room').cacheMiss$,
    room.cacheMiss$,
    room.members$,
    room.joined$,
    room.left$,
    pusher.channel('presence-room').members$,
    pusher.user,
    pusher.user.watchlist.events$,
    pusher.state$,
    pusher.channels$,
    pusher.frames$,
    pusher.events$,
    pusher.on('tick'),
  ];
  const back = retry<unknown>({
    delay: (error: PusherError) => {
      errors.push(error);
      return timer(1_000);
    },
  });
  for (const stream$ of others) stream$.pipe(back).subscribe((value) => void inspect(value, { depth: 4 }));
  for (const name of CHANNELS) {
    const list: unknown[] = [];
    ticks.set(name, list);
    pusher
      .channel<string>(name)
      .on('tick')
      .pipe(back)
      .subscribe((data) => list.push(data));
  }
};

const thrown: unknown[] = [];
beforeAll(() => {
  config.onUnhandledError = (error) => thrown.push(error);
});
afterAll(() => {
  config.onUnhandledError = null;
});

/** On a cache channel the event is compared with the one before, after each subscription. */
it('takes an event that nests too deep to be written again', () =>
  inTime(({ pass }) => {
    const server = new FakeServer(1);
    const heard: Heard = { lines: [], errors: [], ticks: new Map() };
    listenEverywhere(start(server, heard), heard);
    pass(20);
    const deep = `{"event":"tick","channel":"cache-room","data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    server.say(deep);
    server.socket.drop(4200);
    pass(20);
    server.say(deep, event('cache-room', 'tick', 'next'));
    expect(thrown).toEqual([]);
    expect(heard.ticks.get('cache-room')).toHaveLength(3);
  }));

it('escapes what decoders have against a value', () => {
  const reasons = decodeData(SubscriptionCount, '"\u2028FORGED \u009b2J"');
  expect(JSON.stringify(reasons)).toContain('FORGED');
  expect(CONTROL.test(JSON.stringify(reasons))).toBe(false);
});

const KEYED = { '\nFORGED': 1, '\u001b[2JFORGED': 1 };
const issue = { message: 'no \u009bFORGED', path: ['\r\nFORGED'] };
it.each<[string, Decoder<unknown>]>([
  ['codecs', t.record(t.string, t.string)],
  ['schemas', { '~standard': { version: 1, vendor: '', validate: () => ({ issues: [issue] }) } }],
  [
    'schemas with many reasons',
    { '~standard': { version: 1, vendor: '', validate: () => ({ issues: Array(1e5).fill(issue) }) } },
  ],
])('escapes and shortens what %s of the app say, which may repeat the keys of the value', (_, decoder) =>
  inTime(({ pass }) => {
    const server = new FakeServer(1);
    const lines: string[] = [];
    const pusher = clientOf(server, { logger: { error: (line) => lines.push(line) } });
    pusher.channel('room').on('tick', decoder).subscribe();
    pass(20);
    server.say(event('room', 'tick', KEYED));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('FORGED');
    expect(lines[0]).not.toMatch(CONTROL);
    expect(lines[0]!.length).toBeLessThan(1_000);
  }),
);

it('keeps nothing of a frame that is no JSON but the text, which is quoted wherever it is shown', () =>
  inTime(({ pass }) => {
    const server = new FakeServer(1);
    const errors: unknown[] = [];
    const pusher = clientOf(server);
    pusher.errors$.subscribe((error) => errors.push(error));
    pusher.channel('room').subscribe();
    pass(20);
    server.say('\u001b[2JFORGED');
    expect(errors).toHaveLength(1);
    expect(inspect(errors[0])).not.toMatch(COMMAND);
  }));

it('whatever the server says, the client neither throws nor stalls, and tells no secret and no lie', () => {
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 20 }), fc.boolean(), (texts, watched) =>
      inTime(({ pass }) => {
        const heard: Heard = { lines: [], errors: [], ticks: new Map() };
        const server = new FakeServer(1);
        const pusher = start(server, heard);
        // Unwatched, they go to the logger.
        if (watched) pusher.errors$.subscribe((error) => heard.errors.push(error));
        listenEverywhere(pusher, heard);
        pass(20);
        for (const text of texts) {
          server.say(text);
          pass(5);
        }

        server.socket.drop(4200);
        pass(120_000);
        const before = new Map([...heard.ticks].map(([name, list]) => [name, list.length]));
        for (const name of CHANNELS) server.say(event(name, 'tick', { fresh: name }));
        for (const name of CHANNELS) {
          const open = !name.startsWith('private-encrypted-');
          expect([name, heard.ticks.get(name)!.slice(before.get(name))]).toEqual([name, open ? [{ fresh: name }] : []]);
        }

        expect(thrown).toEqual([]);
        expectNoPollution();
        const lines = [...heard.lines, ...heard.errors.map((error) => (error as Error).message)];
        expect(lines.filter((line) => CONTROL.test(line))).toEqual([]);
        const everything = [...lines, ...heard.errors.map((error) => inspect(error, { depth: 6 }))].join('\n');
        expect(everything).not.toContain(SIGNATURE);
        expect(everything).not.toContain(SHARED_SECRET);
        expect(everything).not.toMatch(/[\n\r]FORGED/);
        expect(everything).not.toMatch(COMMAND);
        // A line of a log is no book.
        expect(lines.filter((line) => line.length > 2_000)).toEqual([]);
      }),
    ),
    runs(80),
  );
});
