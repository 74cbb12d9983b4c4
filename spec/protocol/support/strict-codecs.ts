import * as t from 'io-ts';
import { parseData } from '../../../lib/protocol/codec.js';

// The codecs as io-ts's own constructors write them, which take what Pusher's documents say and little else: the measure of
// those in lib/, which must take all of it, and give the same.

export const Id = new t.Type<string, string, unknown>(
  'Id',
  t.string.is,
  (value, context) =>
    typeof value === 'string' && value !== ''
      ? t.success(value)
      : typeof value === 'number'
        ? t.success(String(value))
        : t.failure(value, context),
  t.identity,
);

export const jsonOf = <C extends t.Mixed>(codec: C): t.Type<t.TypeOf<C>, t.OutputOf<C>> =>
  new t.Type<t.TypeOf<C>, t.OutputOf<C>>(
    `json(${codec.name})`,
    (value): value is t.TypeOf<C> => codec.is(value),
    (value, context) => {
      return codec.validate(parseData(value), context);
    },
    (value) => codec.encode(value) as t.OutputOf<C>,
  );

const nullable = <A>(codec: t.Type<A>): t.Type<A | null> =>
  new t.Type<A | null>(
    `(${codec.name} | null)`,
    (value): value is A | null => value === null || codec.is(value),
    (value, context) => (value === null ? t.success(null) : codec.validate(value, context)),
    t.identity,
  );

export const ConnectionEstablished = t.intersection([
  t.type({ socket_id: t.string }),
  t.partial({ activity_timeout: nullable(t.number) }),
]);

export const ErrorPayload = t.partial({
  code: nullable(t.number),
  message: nullable(t.string),
});

export const PresenceList = t.type({
  presence: t.intersection([t.type({ ids: t.array(Id), hash: t.UnknownRecord }), t.partial({ count: t.number })]),
});

export type PresenceList = t.TypeOf<typeof PresenceList>;

export const MemberAdded = t.intersection([t.type({ user_id: Id }), t.partial({ user_info: t.unknown })]);

export const MemberRemoved = t.type({ user_id: Id });

export const SubscriptionCount = t.type({ subscription_count: t.number });

export const SubscriptionErrorPayload = t.partial({
  type: t.unknown,
  error: t.unknown,
  message: t.unknown,
  status: t.unknown,
});

export const UserData = t.intersection([
  t.type({ id: Id }),
  t.partial({ user_info: t.unknown, watchlist: t.array(Id) }),
]);

export const SigninSuccess = t.type({ user_data: jsonOf(UserData) });

export const WatchlistEvents = t.type({
  events: t.array(t.type({ name: t.string, user_ids: t.array(Id) })),
});

export const EncryptedPayload = t.type({ nonce: t.string, ciphertext: t.string });

export const ChannelAuthorization = t.intersection([
  t.type({ auth: t.string }),
  t.partial({ channel_data: t.string, shared_secret: t.string }),
]);

export const UserAuthentication = t.type({ auth: t.string, user_data: t.string });
