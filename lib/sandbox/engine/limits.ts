import type { Either } from 'fp-ts/Either';
import { left, right } from 'fp-ts/Either';
import { parseJson } from '../../protocol/codec.js';

/** The most bytes of one event's data (Pusher's documentation). */
export const MAX_DATA = 10_240;
/** The most bytes of one frame from a client. Above it the connection is closed with 1009. */
export const MAX_FRAME = 65_536;
/** The most members of a presence channel, and the longest `user_id`. */
export const MAX_MEMBERS = 100;
export const MAX_USER_ID = 128;
/** The most bytes of a `user_info`. */
export const MAX_USER_INFO = 1_024;
/** The most ids of a watchlist; those beyond it are left out, with an error 4302. */
export const MAX_WATCHLIST = 100;
/** The most channels of one event, and events of one batch, in a request to the HTTP API. */
export const MAX_CHANNELS = 100;
export const MAX_BATCH = 10;

// JSON.stringify is recursive: what nests deeper than its stack would throw when it is passed on.
const MAX_DEPTH = 200;

/** Length in UTF-8. Most texts are short enough for the count of characters to answer. */
export const exceeds = (text: string, bytes: number): boolean =>
  text.length > bytes || (text.length * 3 > bytes && new TextEncoder().encode(text).length > bytes);

const nestsTooDeep = (text: string): boolean => {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (quoted) {
      if (c === '\\') i += 1;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === '[' || c === '{') {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (c === ']' || c === '}') depth -= 1;
  }
  return false;
};

/** JSON that does not nest deeper than can be written again; the `Left` says what is wrong. */
export const parseBounded = (text: string): Either<string, unknown> => {
  if (nestsTooDeep(text)) return left('nests too deep');
  const parsed = parseJson(text);
  return parsed._tag === 'Left' ? left('is not JSON') : right(parsed.right);
};
