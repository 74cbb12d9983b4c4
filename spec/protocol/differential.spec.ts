import fc from 'fast-check';
import type { Decoder } from 'io-ts';
import { decodeData } from '../../lib/protocol/codec.js';
import * as payload from '../../lib/protocol/payload.js';
import { runs } from '../fuzz/runs.js';
import * as strict from './support/strict-codecs.js';

// The strict codecs take what Pusher's documents say. Ours take that and more, and whatever they take, they give as documented.

const odd = fc.oneof(
  fc.constantFrom<unknown>(null, '', '5', ' ', 'x', 0, -1, 7, 1.5, 1e21, true, [], {}, [1], { a: 1 }, '[]', '{', '{}'),
  // As it comes back from the wire, where there is no -0.
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown),
);
const mostly = (right: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 5, arbitrary: right }, { weight: 2, arbitrary: odd });
const object = (keys: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
  mostly(
    fc.record(Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, mostly(value)])), {
      requiredKeys: [],
    }),
  );
const id = fc.oneof(fc.string({ maxLength: 3 }), fc.nat(20), fc.constantFrom('__proto__', 'constructor', 'length'));
const ids = fc.array(mostly(id), { maxLength: 4 });
const user = object({ id, user_info: odd, watchlist: ids, role: odd });

const text = fc.string({ maxLength: 3 });
/** Inputs of each payload: nearly right. */
const inputs = {
  ConnectionEstablished: object({ socket_id: text, activity_timeout: fc.nat(200) }),
  ErrorPayload: object({ code: fc.nat(5_000), message: text }),
  PresenceList: object({
    presence: object({ ids, hash: fc.dictionary(text, odd, { maxKeys: 4 }), count: fc.nat(9) }),
  }),
  MemberAdded: object({ user_id: id, user_info: odd }),
  MemberRemoved: object({ user_id: id }),
  SubscriptionCount: object({ subscription_count: fc.nat(9) }),
  SubscriptionErrorPayload: object({ type: text, error: text, message: text, status: fc.nat(500) }),
  UserData: user,
  SigninSuccess: object({
    user_data: fc.oneof(
      user,
      user.map((value) => JSON.stringify(value)),
    ),
  }),
  WatchlistEvents: object({ events: fc.array(object({ name: text, user_ids: ids, more: odd }), { maxLength: 3 }) }),
  EncryptedPayload: object({ nonce: text, ciphertext: text }),
  ChannelAuthorization: object({ auth: text, channel_data: text, shared_secret: text }),
  UserAuthentication: object({ auth: text, user_data: text }),
} satisfies Readonly<Record<string, fc.Arbitrary<unknown>>>;
type Name = keyof typeof inputs;
const NAMES = Object.keys(inputs) as Name[];

/** Of what the strict take, what ours make: what is null or no use is absent, and a list of presence is one list. */
const read: { readonly [N in Name]?: (strictly: never) => unknown } = {
  ConnectionEstablished: ({ activity_timeout, ...rest }: { activity_timeout?: number | null }) =>
    (activity_timeout ?? undefined) === undefined ? rest : { ...rest, activity_timeout },
  ErrorPayload: (given: object) =>
    Object.fromEntries(
      Object.entries(given).filter(([key, value]) => value !== null || !['code', 'message'].includes(key)),
    ),
  SubscriptionErrorPayload: (given: object) =>
    Object.fromEntries(
      Object.entries(given).flatMap(([key, value]): (readonly [string, unknown])[] => {
        if (!['type', 'error', 'message', 'status'].includes(key)) return [[key, value]];
        if (key !== 'status') return typeof value === 'string' ? [[key, value]] : [];
        if (typeof value === 'number') return [[key, value]];
        return typeof value === 'string' && value.trim() !== '' && Number.isFinite(+value) ? [[key, +value]] : [];
      }),
    ),
  ChannelAuthorization: ({ channel_data, ...rest }: { channel_data?: string }) =>
    channel_data === undefined || channel_data === '' ? rest : { ...rest, channel_data },
  PresenceList: ({ presence: { ids: named, hash }, ...rest }: strict.PresenceList) => {
    const all = new Set([...named, ...Object.keys(hash).filter((key) => key !== '')]);
    return {
      ...rest,
      presence: new Map(
        [...all].map((one) => [one, { id: one, info: Object.hasOwn(hash, one) ? hash[one] : undefined }]),
      ),
    };
  },
};
/** What ours give, as it would be on the wire. */
const written: { readonly [N in Name]?: (ours: never) => unknown } = {
  PresenceList: ({ presence }: { presence: ReadonlyMap<string, { id: string; info: unknown }> }) => ({
    presence: {
      ids: [...presence.keys()],
      hash: Object.fromEntries([...presence].map(([key, { info }]) => [key, info])),
    },
  }),
  WatchlistEvents: ({ events }: { events: readonly unknown[] }) => ({ events: events.flatMap(watchlistEvent) }),
};
const watchlistEvent = (event: unknown) => {
  const decoded = payload.WatchlistEvent.decode(event);
  return decoded._tag === 'Right' ? [decoded.right] : [];
};

const ours = (name: Name): Decoder<unknown, unknown> => payload[name];
const theirs = (name: Name): Decoder<unknown, unknown> => strict[name];
const valueOf = (name: Name, value: unknown) =>
  (read[name] as ((value: unknown) => unknown) | undefined)?.(value) ?? value;
const wireOf = (name: Name, value: unknown) =>
  (written[name] as ((value: unknown) => unknown) | undefined)?.(value) ?? value;

describe.each(NAMES)('%s', (name) => {
  it('takes all that is as documented, and gives the same', () => {
    fc.assert(
      fc.property(inputs[name], fc.boolean(), (input, encoded) => {
        const strictly = theirs(name).decode(input);
        fc.pre(strictly._tag === 'Right');
        const decoded = decodeData(ours(name), encoded ? JSON.stringify(input) : input);
        expect(decoded._tag === 'Left' ? decoded.left : wireOrValue(name, decoded.right)).toEqual(
          wireOrValue(name, valueOf(name, strictly.right)),
        );
      }),
      runs(300),
    );
  });

  it('gives nothing but what is as documented, whatever it takes', () => {
    fc.assert(
      fc.property(inputs[name], (input) => {
        const decoded = decodeData(ours(name), input);
        fc.pre(decoded._tag === 'Right');
        const again = theirs(name).decode(wireOf(name, decoded.right));
        expect(again).toEqual({ _tag: 'Right', right: wireOf(name, decoded.right) });
      }),
      runs(300),
    );
  });

  it('leaves what it is given as it was', () => {
    fc.assert(
      fc.property(inputs[name], (input) => {
        const before = JSON.stringify(input);
        decodeData(ours(name), input);
        expect(JSON.stringify(input)).toBe(before);
      }),
      runs(100),
    );
  });
});

/** Events of the watchlist are read one by one; all else is compared as it is. */
const wireOrValue = (name: Name, value: unknown) => (name === 'WatchlistEvents' ? wireOf(name, value) : value);

/** Where a part is missing or odd, there is nothing to go by. */
describe.each(['MemberAdded', 'MemberRemoved', 'EncryptedPayload', 'UserAuthentication'] as const)(
  '%s, of which every part is needed,',
  (name) => {
    it('is as strict as the documents', () => {
      fc.assert(
        fc.property(inputs[name], (input) => {
          expect(decodeData(ours(name), input)._tag).toBe(theirs(name).decode(input)._tag);
        }),
        runs(300),
      );
    });
  },
);
