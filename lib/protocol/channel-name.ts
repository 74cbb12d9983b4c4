import type { Either } from 'fp-ts/Either';
import { left, right } from 'fp-ts/Either';
import { ChannelNameError } from './errors.js';

/** What a name says of its channel. */
export interface ChannelKind {
  readonly type: 'public' | 'private' | 'presence' | 'encrypted';
  readonly cache: boolean;
}

/** Longest channel name, prefix included (Pusher's documentation; its Node library allows 200). */
export const MAX_CHANNEL_NAME = 164;

/** The channel on which the server reaches one user. Reserved: the library subscribes to it by itself. */
export const SERVER_TO_USER = '#server-to-user-';

const ENCRYPTED = 'private-encrypted-';
const PRIVATE = 'private-';
const PRESENCE = 'presence-';
const CACHE = 'cache-';

/** The kind of a channel is in its name; `private-encrypted-` has to be asked before `private-`. */
export const channelKind = (name: string): ChannelKind => {
  const [type, prefix] = name.startsWith(ENCRYPTED)
    ? (['encrypted', ENCRYPTED] as const)
    : name.startsWith(PRIVATE)
      ? (['private', PRIVATE] as const)
      : name.startsWith(PRESENCE)
        ? (['presence', PRESENCE] as const)
        : (['public', ''] as const);
  return { type, cache: name.startsWith(CACHE, prefix.length) };
};

/** Narrows a name to one whose channel needs an authorization and takes client events. */
export const isPrivateName = (name: string): name is `private-${string}` =>
  name.startsWith(PRIVATE) && !name.startsWith(ENCRYPTED);

/** Narrows a name to a presence channel's. */
export const isPresenceName = (name: string): name is `presence-${string}` => name.startsWith(PRESENCE);

/** Narrows a name to an end-to-end encrypted channel's. */
export const isEncryptedName = (name: string): name is `private-encrypted-${string}` => name.startsWith(ENCRYPTED);

/** Narrows a name to one whose channel keeps its last event. */
export const isCacheName = (
  name: string,
): name is
  `cache-${string}` | `private-cache-${string}` | `private-encrypted-cache-${string}` | `presence-cache-${string}` =>
  channelKind(name).cache;

/** A name as the protocol allows it: 1 to 164 of `A-Z a-z 0-9 _ - = @ , . ;`. */
export const validateChannelName = (name: unknown): Either<ChannelNameError, string> => {
  if (typeof name !== 'string') return left(new ChannelNameError(String(name), 'not a string'));
  const refuse = (reason: string) => left(new ChannelNameError(name, reason));
  if (name === '') return refuse('empty');
  if (name.startsWith('#')) return refuse('names that begin with # are reserved; use pusher.user');
  if (name.length > MAX_CHANNEL_NAME) return refuse(`longer than ${MAX_CHANNEL_NAME} characters`);
  const culprit = /[^A-Za-z0-9_\-=@,.;]/u.exec(name)?.[0];
  return culprit === undefined ? right(name) : refuse(`${JSON.stringify(culprit)} is not allowed in a name`);
};
