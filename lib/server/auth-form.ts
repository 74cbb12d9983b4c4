import type { Either } from 'fp-ts/Either';
import { left, right } from 'fp-ts/Either';
import { quote } from '../text.js';
import { isSocketId } from './identifiers.js';
import { jsonValue } from './json-value.js';

/** What a client asks of an authorization endpoint. */
export type AuthForm =
  | { readonly kind: 'user'; readonly socketId: string; readonly params: Fields }
  | { readonly kind: 'channel'; readonly socketId: string; readonly params: Fields; readonly channelName: string }
  | {
      readonly kind: 'batch';
      readonly socketId: string;
      readonly params: Fields;
      readonly channelNames: readonly string[];
    };

/** The fields of the body beyond the protocol's own: the client's `params`. */
export type Fields = ReadonlyMap<string, string>;

const SOCKET = 'socket_id';
const CHANNEL = 'channel_name';
const CHANNEL_OF_BATCH = /^channel_name\[\d*\]$/;

type Entries = readonly (readonly [string, unknown])[];

const jsonEntries = (text: string): Entries | undefined => {
  const json = jsonValue(text);
  if (json._tag === 'Left' || typeof json.right !== 'object' || json.right === null) return undefined;
  return Object.entries(json.right).flatMap(([name, value]: [string, unknown]): Entries =>
    name === CHANNEL && Array.isArray(value) && value.length > 0
      ? value.map((channel) => [`${CHANNEL}[]`, channel])
      : [[name, value]],
  );
};

const entriesOf = (contentType: string, text: string): Entries | undefined =>
  /^\s*application\/json\b/i.test(contentType) ? jsonEntries(text) : [...new URLSearchParams(text)];

/** A param of JSON as it would be in a form; undefined if it could not be in one. */
const textOf = (value: unknown): string | undefined =>
  ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;

const paramsOf = (entries: Entries): Fields =>
  new Map(
    entries.flatMap(([name, value]): [string, string][] => {
      const text = name === SOCKET || name.startsWith(CHANNEL) ? undefined : textOf(value);
      return text === undefined ? [] : [[name, text]];
    }),
  );

/** Such a number may be another's: JSON has more digits than a number can hold. */
const isInexact = ([, value]: readonly [string, unknown]): boolean =>
  typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;

/** The body of a request to an authorization endpoint, form-encoded as pusher-js sends it, or JSON. The `Left` says why not. */
export const readAuthForm = (contentType: string, text: string): Either<string, AuthForm> => {
  const entries = entriesOf(contentType, text);
  if (entries === undefined) return left('the body is not JSON');
  const fields = new Map(entries);
  const socketId = fields.get(SOCKET);
  const channelName = fields.get(CHANNEL);
  const batch = entries.filter(([name]) => CHANNEL_OF_BATCH.test(name)).map(([, channel]) => channel);
  const inexact = entries.find(isInexact);

  if (!isSocketId(socketId)) return left('socket_id is not that of a connection');
  if (inexact !== undefined) return left(`${quote(inexact[0], 40)} is too large for a number; send it as a text`);
  const params = paramsOf(entries);
  if (!batch.every((channel) => typeof channel === 'string')) return left('channel_name is not a list of texts');
  if (batch.length > 0) return right({ kind: 'batch', socketId, params, channelNames: batch });
  if (typeof channelName === 'string') return right({ kind: 'channel', socketId, params, channelName });
  // Who asks for a channel in a way that is not understood does not ask to sign in.
  if (entries.some(([name]) => name.startsWith(CHANNEL)))
    return left('channel_name is neither a text nor a list of texts');
  return right({ kind: 'user', socketId, params });
};
