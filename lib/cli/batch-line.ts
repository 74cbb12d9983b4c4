import type { Either } from 'fp-ts/Either';
import { left, right } from 'fp-ts/Either';
import type { BatchEvent } from '../server/index.js';
import { parseJson } from '../protocol/codec.js';
import { memberText } from './json-member.js';

/** What one line of a batch is: an event, or why it is none. Data is a text always: a string, or JSON as it stands in the line. */
export const batchLine = (text: string): Either<string, BatchEvent> => {
  const parsed = parseJson(text);
  if (parsed._tag === 'Left') return left('not JSON');
  const line = parsed.right;
  if (typeof line !== 'object' || line === null || Array.isArray(line)) return left('not an object');
  const { channel, data, info, ...others } = line as Readonly<Record<string, unknown>>;
  // Both as the HTTP API names them, and as this library does.
  const name = others['name'] ?? others['event'];
  const socketId = others['socket_id'] ?? others['socketId'];
  if (typeof channel !== 'string') return left('channel is not a text');
  if (typeof name !== 'string') return left('event is not a text');
  if (data === undefined) return left('data is missing');
  if (socketId !== undefined && typeof socketId !== 'string') return left('socket_id is not a text');
  if (info !== undefined && typeof info !== 'string') return left('info is not a text');
  return right({
    channel,
    name,
    data: typeof data === 'string' ? data : memberText(text, 'data'),
    ...(socketId === undefined ? {} : { socketId }),
    ...(info === undefined ? {} : { info }),
  });
};
