import { ChannelNameError } from '../protocol/errors.js';
import { OptionError } from '../errors.js';
import { toBase64 } from '../encryption/secretbox.js';
import { sharedSecret } from '../encryption/shared-secret.js';
import { channelKind } from '../protocol/channel-name.js';
import type { ChannelAuthorization, UserAuthentication } from '../protocol/payload.js';
import { channelMessage, sign, userMessage } from '../protocol/signature.js';
import type { Settings } from './config.js';
import { ArgumentError } from './errors.js';
import { channelName, socketId, userId } from './identifiers.js';
import { jsonText } from './json-text.js';
import { jsonValue } from './json-value.js';
import type { JsonRecord } from './loose.js';
import { isRecord } from '../protocol/shape.js';

/** A member of a presence channel. Pusher takes ids of up to 128 characters and 1 kB of `user_info`. */
export interface PresenceMember {
  /** Unique on the channel; several connections of one id are one member. */
  readonly user_id: string;
  /** JSON that every member of the channel can read. */
  readonly user_info?: unknown;
}

/** A user to sign in. `watchlist` are the ids of up to 100 others whose coming and going this one hears of. */
export interface SignedUser {
  /** Unique in the app. */
  readonly id: string;
  /** JSON that the user's own client can read. */
  readonly user_info?: unknown;
  /** Ids of others; each is told when one comes or goes. */
  readonly watchlist?: readonly string[];
}

export type Signer = Pick<Settings, 'token' | 'masterKey'>;

/** Whether a value names somebody: a text, or a number that is no other's. */
export const isId = (id: unknown): id is string | number =>
  (typeof id === 'string' && id !== '') || Number.isSafeInteger(id);

/** An object as JSON, and as whoever reads that will see it: this is what has to be right, for this is what is signed. */
export const asSeen = (argument: string, value: unknown): readonly [text: string, seen: JsonRecord] => {
  if (!isRecord(value)) throw new ArgumentError(argument, 'not an object');
  const text = jsonText(argument, value);
  const seen = jsonValue(text);
  if (seen._tag === 'Left' || !isRecord(seen.right)) throw new ArgumentError(argument, 'not an object once it is JSON');
  return [text, seen.right];
};

/** What is signed of a member. */
export const memberText = (member: unknown): string => {
  const [text, { user_id }] = asSeen('member', member);
  if (!isId(user_id)) throw new ArgumentError('member', 'its user_id is not a text of at least one character');
  return text;
};

/** What is signed of a user. */
export const userText = (user: unknown): string => {
  const [text, { id, watchlist = [] }] = asSeen('user', user);
  userId(id);
  if (!Array.isArray(watchlist) || !watchlist.every((other) => typeof other === 'string' && other !== ''))
    throw new ArgumentError('user', 'its watchlist is not a list of ids');
  return text;
};

/** The signature that lets one connection into one channel. A member is needed for a presence channel, unless its user is signed in. */
export const authorizeChannel = (
  { token, masterKey }: Signer,
  socket: string,
  channel: string,
  member?: PresenceMember,
): ChannelAuthorization => {
  const kind = channelKind(channelName(channel));
  if (kind.type === 'public') throw new ChannelNameError(channel, 'a public channel needs no authorization');
  if (kind.type === 'encrypted' && masterKey === undefined)
    throw new OptionError('encryptionMasterKeyBase64', `needed for the encrypted channel ${channel}`);
  const channelData = member === undefined ? undefined : memberText(member);
  return {
    auth: `${token.key}:${sign(token.secret, channelMessage(socketId(socket), channel, channelData))}`,
    ...(channelData === undefined ? {} : { channel_data: channelData }),
    ...(kind.type === 'encrypted' && masterKey !== undefined
      ? { shared_secret: toBase64(sharedSecret(channel, masterKey)) }
      : {}),
  };
};

/** The signature that signs one connection's user in. */
export const authenticateUser = ({ token }: Signer, socket: string, user: SignedUser): UserAuthentication => {
  const userData = userText(user);
  return { auth: `${token.key}:${sign(token.secret, userMessage(socketId(socket), userData))}`, user_data: userData };
};
