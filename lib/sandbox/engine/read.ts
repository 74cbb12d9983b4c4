import type { Either } from 'fp-ts/Either';
import { left } from 'fp-ts/Either';
import type { Decoder } from 'io-ts';
import { parseBounded } from './limits.js';

/** JSON text as what a codec takes; the `Left` says what is wrong. */
export const readJson = <A>(
  codec: Decoder<unknown, A> & { readonly name: string },
  text: string,
): Either<string, A> => {
  const parsed = parseBounded(text);
  return parsed._tag === 'Left' ? parsed : readValue(codec, parsed.right);
};

/** The `data` of a frame, which clients send as a value, and some as JSON in a string. */
export const readData = <A>(
  codec: Decoder<unknown, A> & { readonly name: string },
  data: unknown,
): Either<string, A> => (typeof data === 'string' ? readJson(codec, data) : readValue(codec, data));

const readValue = <A>(codec: Decoder<unknown, A> & { readonly name: string }, value: unknown): Either<string, A> => {
  const decoded = codec.decode(value);
  if (decoded._tag === 'Right') return decoded;
  // The path alone: the value is a stranger's, and may not even be printable.
  const path = (decoded.left[0]?.context ?? []).map(({ key }) => key).filter((key) => key !== '' && !/^\d+$/.test(key));
  return left(`has no valid ${path.length === 0 ? 'content' : path.join('.').slice(0, 80)}`);
};
