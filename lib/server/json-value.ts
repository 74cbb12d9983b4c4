import type { Either } from 'fp-ts/Either';
import { parseJson } from '../protocol/codec.js';

/** JSON text as a value, whether or not a byte order mark is in front. Never throws. */
export const jsonValue = (text: string): Either<undefined, unknown> => parseJson(text.replace(/^\ufeff/, ''));

// In JSON a text has its quotes escaped, so that none of these is found within one. A number of fewer digits is exact.
const LONG_ID = /("(?:id|user_id)"\s*:\s*)(-?\d{16,})(?=[\s,}])/g;

/** JSON text with ids beyond 2^53 as texts: as numbers, two people could be one. */
export const exactIds = (json: string): string => json.replace(LONG_ID, '$1"$2"');
