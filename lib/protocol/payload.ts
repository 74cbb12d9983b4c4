import type * as t from 'io-ts';
import { parseIds } from './codec.js';
import type { PresenceMap } from './presence-list.js';
import { Presence } from './presence-list.js';
import { codec, Id, lenient, list, Num, optional, scalar, shape, Text } from './shape.js';

// The payloads of every frame of the protocol, one codec each. What nobody uses is not looked at, and goes through as it
// came; what may be missing may also be null, and is missing where it is odd; a number may be written as text.

export { Id };

/** JSON inside a string, or the value itself where a server leaves the inner encoding out. */
export const jsonOf = <A>(its: t.Type<A, A>): t.Type<A, A> =>
  codec(`json(${its.name})`, its.is, (value, context) => its.validate(parseIds(value), context));

/** `pusher:connection_established`. */
export interface ConnectionEstablished {
  readonly socket_id: string;
  /** In seconds; servers may leave it out. */
  readonly activity_timeout?: number;
}
export const ConnectionEstablished = shape<ConnectionEstablished>({ socket_id: Text, activity_timeout: lenient(Num) });

/** `pusher:error`. There is no code where the error has none. */
export interface ErrorPayload {
  readonly code?: number;
  readonly message?: string;
}
export const ErrorPayload = shape<ErrorPayload>({ code: lenient(Num), message: lenient(Text) });

/** `pusher_internal:subscription_succeeded` of a presence channel. */
export const PresenceList = shape<{ readonly presence: PresenceMap }>({ presence: Presence });

/** `pusher_internal:member_added`, and the `channel_data` of a presence authorization. */
export interface MemberAdded {
  readonly user_id: string;
  readonly user_info?: unknown;
}
export const MemberAdded = shape<MemberAdded>({ user_id: Id });

/** `pusher_internal:member_removed`. */
export const MemberRemoved = shape<{ readonly user_id: string }>({ user_id: Id });

/** `pusher_internal:subscription_count`. */
export const SubscriptionCount = shape<{ readonly subscription_count: number }>({ subscription_count: Num });

/** `pusher:subscription_error` and `pusher_internal:subscription_error`, in all the shapes servers give them. */
export interface SubscriptionErrorPayload {
  readonly type?: string;
  readonly error?: string;
  readonly message?: string;
  readonly status?: number;
}
export const SubscriptionErrorPayload = shape<SubscriptionErrorPayload>({
  type: lenient(Text),
  error: lenient(Text),
  message: lenient(Text),
  status: lenient(Num),
});

/** The signed user: `user_data` of a user authentication and of `pusher:signin_success`. */
export interface SignedUser {
  readonly id: string;
  readonly user_info?: unknown;
  readonly watchlist?: readonly string[];
}
export const UserData = shape<SignedUser>({ id: Id, watchlist: lenient(list(Id)) });

/** `pusher:signin_success`. */
export const SigninSuccess = shape<{ readonly user_data: SignedUser }>({ user_data: jsonOf(UserData) });

const Anything = scalar<unknown>('unknown', (value) => value ?? null);

/** `pusher_internal:watchlist_events`. Each has its own codec, for one that is odd is no reason to lose the others. */
export const WatchlistEvents = shape<{ readonly events: readonly unknown[] }>({ events: list(Anything) });
/** One of them. Other keys of it pass through. */
export const WatchlistEvent = shape<{ readonly name: string; readonly user_ids: readonly string[] }>({
  name: Text,
  user_ids: list(Id),
});

/** A sealed event: nonce and ciphertext, both in base64. */
export interface EncryptedPayload {
  /** 24 bytes, of this event alone. */
  nonce: string;
  /** The sealed text. */
  ciphertext: string;
}
/** The data of an event on a `private-encrypted-` channel. */
export const EncryptedPayload = shape<EncryptedPayload>({ nonce: Text, ciphertext: Text });

/** What a channel authorization endpoint answers, in the wire's own names. */
export interface ChannelAuthorization {
  /** The app's key, a colon, and the signature. */
  auth: string;
  /** Who this is on a presence channel, as the JSON text that was signed; left out, it is the signed-in user. */
  channel_data?: string;
  /** The key of an encrypted channel, in base64. */
  shared_secret?: string;
}
/** What a channel authorization endpoint answers. `channel_data` is signed, so it stays the exact text, and is no other. */
export const ChannelAuthorization = shape<ChannelAuthorization>({
  auth: Text,
  channel_data: optional(Text),
  shared_secret: lenient(Text),
});

/** What a user authentication endpoint answers, in the wire's own names. */
export interface UserAuthentication {
  /** The app's key, a colon, and the signature. */
  auth: string;
  /** The user, as the JSON text that was signed. */
  user_data: string;
}
/** What a user authentication endpoint answers. */
export const UserAuthentication = shape<UserAuthentication>({ auth: Text, user_data: Text });
