import fc from 'fast-check';

// Frames of the protocol with something wrong in them: most are nearly right, so that they get far.

const NASTY = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  '\ud800',
  '\u0000',
  '',
  '#',
  '💥',
  // What a log or a terminal would take for its own.
  '\nFORGED: line',
  '\r\nFORGED: line',
  '\u2028FORGED: line',
  '\u001b[2JFORGED',
  '\u009b2JFORGED',
  '"}\nFORGED: {"',
  'x'.repeat(3_000),
];
export const nasty = fc.constantFrom(...NASTY);

const DEEP = '['.repeat(20_000) + ']'.repeat(20_000);
/** Text with what nests deeper than any stack in each place that a value `@deep` stood for. */
export const deepened = (text: string): string => text.replace(/\\*"@deep\\*"/g, () => DEEP);

const numbers = fc.constantFrom(
  -1,
  0,
  -0,
  0.5,
  1e-7,
  2 ** 31,
  2 ** 53,
  1e21,
  1e308,
  -1e308,
  4001,
  4009,
  4200,
  4301,
  1006,
);
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  nasty,
  numbers,
  fc.constantFrom(null, true, false, [], {}, { toString: 1, valueOf: 1, toJSON: 1, then: 1 }),
  fc.constant('@deep'),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.jsonValue({ maxDepth: 3 }),
);
/** Some of these keys, and hostile ones. */
export const record = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> =>
  fc
    .tuple(fc.record(fields, { requiredKeys: [] }), fc.dictionary(nasty, anything, { maxKeys: 2 }))
    .map(([good, bad]) => ({ ...good, ...bad }));
const rather = (good: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 5, arbitrary: good }, { weight: 1, arbitrary: anything });

const id = rather(fc.constantFrom('me', 'u1', 'u2', 7, '7'));
const ids = rather(fc.array(id, { maxLength: 5 }));
const PAYLOADS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  'pusher:connection_established': record({
    socket_id: rather(fc.constant('9.9')),
    activity_timeout: rather(fc.nat(200)),
  }),
  'pusher:error': record({ code: rather(fc.constantFrom(null, 4009, 4301, 4302, 4100)), message: anything }),
  'pusher:ping': anything,
  'pusher:pong': anything,
  'pusher:subscription_error': record({ type: anything, error: anything, message: anything, status: anything }),
  'pusher_internal:subscription_error': record({ type: anything, status: anything }),
  'pusher_internal:subscription_succeeded': record({
    presence: rather(
      record({ ids, hash: rather(record({ me: anything, u2: anything, 7: anything })), count: anything }),
    ),
  }),
  'pusher_internal:subscription_count': record({ subscription_count: rather(fc.nat()) }),
  'pusher_internal:member_added': record({ user_id: id, user_info: anything }),
  'pusher_internal:member_removed': record({ user_id: id }),
  'pusher:cache_miss': anything,
  'pusher:signin_success': record({ user_data: rather(record({ id, watchlist: ids })) }),
  'pusher_internal:watchlist_events': record({
    events: rather(
      fc.array(record({ name: rather(fc.constantFrom('online', 'offline')), user_ids: ids }), { maxLength: 3 }),
    ),
  }),
  tick: rather(record({ n: anything, nonce: anything, ciphertext: anything })),
  'client-note': anything,
};

export const CHANNELS = [
  'room',
  'private-room',
  'presence-room',
  'cache-room',
  'presence-cache-room',
  'private-encrypted-room',
  '__proto__',
] as const;
const channel = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...CHANNELS, '#server-to-user-u1', undefined) },
  { weight: 1, arbitrary: anything },
);

const frame = fc.constantFrom(...Object.keys(PAYLOADS)).chain((event) =>
  fc
    .tuple(
      record({ channel, event: fc.constant(event), user_id: id }),
      // An object, or JSON in a string; and that once more, where a server means it too well.
      fc.tuple(PAYLOADS[event]!, fc.nat({ max: 2 })).map(([payload, times]) => {
        let data = payload;
        for (let i = 0; i < times; i += 1) data = JSON.stringify(data);
        return data;
      }),
    )
    .map(([rest, data]) => JSON.stringify({ event, data, ...(rest as object) })),
);

export const nested = fc
  .tuple(fc.constantFrom('[', '{"a":'), fc.constantFrom(100, 5_000, 100_000), fc.constantFrom(...CHANNELS, undefined))
  .map(([open, depth, name]) => {
    const data = open.repeat(depth) + '1' + (open === '[' ? ']' : '}').repeat(depth);
    return `{"event":"tick",${name === undefined ? '' : `"channel":"${name}",`}"data":${data}}`;
  });
const huge = fc
  .tuple(fc.constantFrom(...CHANNELS), fc.constantFrom(100_000, 1_000_000))
  .map(([name, size]) => JSON.stringify({ event: 'tick', channel: name, data: 'x'.repeat(size) }));
const repeated = fc
  .tuple(fc.constantFrom(...CHANNELS), anything)
  .map(
    ([name, value]) =>
      `{"event":"pusher:ping","event":"tick","__proto__":{"polluted":1},"channel":"x","channel":"${name}","data":1,"data":${JSON.stringify(value)}}`,
  );
const proto = fc
  .tuple(fc.constantFrom(...Object.keys(PAYLOADS)), fc.constantFrom(...CHANNELS, '__proto__', 'constructor'))
  .map(
    ([event, name]) =>
      `{"event":"${event}","channel":"${name}","data":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},` +
      `"presence":{"count":1,"ids":["__proto__","constructor"],"hash":{"__proto__":{"polluted":1}}},"user_id":"__proto__","user_info":{"__proto__":{"polluted":1}}}}`,
  );

/** A text with one piece of it replaced. */
const mutated = fc
  .tuple(
    frame,
    fc.nat(),
    fc.nat({ max: 8 }),
    fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), nasty, fc.constant('[')),
  )
  .map(([text, at, cut, piece]) => {
    const i = at % (text.length + 1);
    return text.slice(0, i) + piece + text.slice(i + cut);
  });

/** Text that a server, or whoever has taken its place, may send. */
export const hostile: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 20, arbitrary: frame },
    { weight: 6, arbitrary: mutated },
    { weight: 3, arbitrary: proto },
    { weight: 2, arbitrary: repeated },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
    { weight: 1, arbitrary: nested },
    { weight: 1, arbitrary: huge },
  )
  .map(deepened);
