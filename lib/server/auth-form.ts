import type { Either } from 'fp-ts/Either';
import { left, right } from 'fp-ts/Either';
import { parseJson } from '../protocol/codec.js';
import { isSocketId } from './identifiers.js';

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
  const json = parseJson(text);
  if (json._tag === 'Left' || typeof json.right !== 'object' || json.right === null) return undefined;
  return Object.entries(json.right as Record<string, unknown>).flatMap(([name, value]): Entries =>
    name === CHANNEL && Array.isArray(value) ? value.map((channel) => [`${CHANNEL}[]`, channel]) : [[name, value]],
  );
};

const entriesOf = (contentType: string, text: string): Entries | undefined =>
  /^\s*application\/json\b/i.test(contentType) ? jsonEntries(text) : [...new URLSearchParams(text)];

/** The body of a request to an authorization endpoint, form-encoded as pusher-js sends it, or JSON. The `Left` says why not. */
export const readAuthForm = (contentType: string, text: string): Either<string, AuthForm> => {
  const entries = entriesOf(contentType, text);
  if (entries === undefined) return left('the body is not JSON');
  const fields = new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  const socketId = fields.get(SOCKET);
  const channelName = fields.get(CHANNEL);
  const batch = entries.filter(([name]) => CHANNEL_OF_BATCH.test(name)).map(([, channel]) => channel);
  const params = new Map([...fields].filter(([name]) => name !== SOCKET && !name.startsWith(CHANNEL)));

  if (!isSocketId(socketId)) return left('socket_id is not that of a connection');
  if (!batch.every((channel) => typeof channel === 'string')) return left('channel_name is not a list of texts');
  if (batch.length > 0) return right({ kind: 'batch', socketId, params, channelNames: batch });
  if (channelName !== undefined) return right({ kind: 'channel', socketId, params, channelName });
  if (entries.some(([name]) => name === CHANNEL)) return left('channel_name is not a text');
  return right({ kind: 'user', socketId, params });
};
