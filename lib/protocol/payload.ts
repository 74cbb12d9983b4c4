import * as t from 'io-ts';
import { parseData } from './codec.js';

// The payloads of every frame of the protocol, one codec each. Keys a codec does not name pass through untouched.

/** An id that some servers send as a number: a string, always. */
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

/** JSON inside a string, or the value itself where a server leaves the inner encoding out. */
export const jsonOf = <C extends t.Mixed>(codec: C): t.Type<t.TypeOf<C>, t.OutputOf<C>> =>
  new t.Type<t.TypeOf<C>, t.OutputOf<C>>(
    `json(${codec.name})`,
    (value): value is t.TypeOf<C> => codec.is(value),
    (value, context) => {
      return codec.validate(parseData(value), context);
    },
    (value) => codec.encode(value) as t.OutputOf<C>,
  );

/** Some servers write null for what they leave out. `t.union` would weigh 1 kB, compressed, in every browser. */
const nullable = <A>(codec: t.Type<A>): t.Type<A | null> =>
  new t.Type<A | null>(
    `(${codec.name} | null)`,
    (value): value is A | null => value === null || codec.is(value),
    (value, context) => (value === null ? t.success(null) : codec.validate(value, context)),
    t.identity,
  );

/** `pusher:connection_established`. `activity_timeout` is in seconds; servers may leave it out. */
export const ConnectionEstablished = t.intersection([
  t.type({ socket_id: t.string }),
  t.partial({ activity_timeout: nullable(t.number) }),
]);
export type ConnectionEstablished = t.TypeOf<typeof ConnectionEstablished>;

/** `pusher:error`. The code is null, or absent, where the error has none. */
export const ErrorPayload = t.partial({
  code: nullable(t.number),
  message: nullable(t.string),
});
export type ErrorPayload = t.TypeOf<typeof ErrorPayload>;

/** `pusher_internal:subscription_succeeded` of a presence channel. `ids` is in the server's order, `hash` is not. */
export const PresenceList = t.type({
  presence: t.intersection([t.type({ ids: t.array(Id), hash: t.UnknownRecord }), t.partial({ count: t.number })]),
});
export type PresenceList = t.TypeOf<typeof PresenceList>;

/** `pusher_internal:member_added`, and the `channel_data` of a presence authorization. */
export const MemberAdded = t.intersection([t.type({ user_id: Id }), t.partial({ user_info: t.unknown })]);
export type MemberAdded = t.TypeOf<typeof MemberAdded>;

/** `pusher_internal:member_removed`. */
export const MemberRemoved = t.type({ user_id: Id });

/** `pusher_internal:subscription_count`. */
export const SubscriptionCount = t.type({ subscription_count: t.number });

/** `pusher:subscription_error` and `pusher_internal:subscription_error`, in all the shapes servers give them. */
export const SubscriptionErrorPayload = t.partial({
  type: t.unknown,
  error: t.unknown,
  message: t.unknown,
  status: t.unknown,
});
export type SubscriptionErrorPayload = t.TypeOf<typeof SubscriptionErrorPayload>;

/** The signed user: `user_data` of a user authentication and of `pusher:signin_success`. */
export const UserData = t.intersection([
  t.type({ id: Id }),
  t.partial({ user_info: t.unknown, watchlist: t.array(Id) }),
]);

/** `pusher:signin_success`. */
export const SigninSuccess = t.type({ user_data: jsonOf(UserData) });

/** `pusher_internal:watchlist_events`. Other keys of an event pass through. */
export const WatchlistEvents = t.type({
  events: t.array(t.type({ name: t.string, user_ids: t.array(Id) })),
});

/** The data of an event on a `private-encrypted-` channel. */
export const EncryptedPayload = t.type({ nonce: t.string, ciphertext: t.string });
/** A sealed event: nonce and ciphertext, both in base64. */
export type EncryptedPayload = t.TypeOf<typeof EncryptedPayload>;

/** What a channel authorization endpoint answers. `channel_data` is signed, so it stays the exact text. */
export const ChannelAuthorization = t.intersection([
  t.type({ auth: t.string }),
  t.partial({ channel_data: t.string, shared_secret: t.string }),
]);
/** What a channel authorization endpoint answers, in the wire's own names. */
export type ChannelAuthorization = t.TypeOf<typeof ChannelAuthorization>;

/** What a user authentication endpoint answers. */
export const UserAuthentication = t.type({ auth: t.string, user_data: t.string });
/** What a user authentication endpoint answers, in the wire's own names. */
export type UserAuthentication = t.TypeOf<typeof UserAuthentication>;
