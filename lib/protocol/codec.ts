import type { Either } from 'fp-ts/Either';
import { left, right } from 'fp-ts/Either';
import type { Decoder, Errors } from 'io-ts';
import { MOST_REASONS } from './errors.js';
import { quote } from '../text.js';
import { exactly } from './exact.js';

// An object from outside may have a `toString` that is none.
const shown = (value: unknown): string =>
  typeof value === 'string' ? quote(value, 40) : typeof value === 'object' && value !== null ? '{…}' : String(value);

/** The first of what a codec has against a value, each with the path to the culprit and what `show` tells of it. */
export const reasonsOf = (errors: Errors, show: (value: unknown) => string = shown): readonly string[] =>
  errors.slice(0, MOST_REASONS).map(({ context, value, message }) => {
    const path = context
      .map(({ key }) => key)
      .filter((key) => key !== '' && !/^\d+$/.test(key))
      .join('.');
    const expected = context[context.length - 1]?.type.name ?? 'something else';
    return message ?? `${path === '' ? 'value' : path} is ${show(value)}, not ${expected}`;
  });

/** JSON text as a value; text that is not JSON is the `Left`. Never throws. */
export const parseJson = (text: string): Either<undefined, unknown> => {
  try {
    return right(JSON.parse(text));
  } catch {
    // The platform's error repeats the text as it came, control characters and all.
    return left(undefined);
  }
};

/**
 * The `data` of a frame as a value. On the wire it is JSON in a string, an object, or absent, for every frame (Pusher's
 * service, Reverb and soketi each differ), so all three are taken; a string that is not JSON stays a string, as in
 * pusher-js.
 */
export const parseData = (data: unknown): unknown => {
  if (typeof data !== 'string') return data;
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
};

/** The same of data with ids in it, which come to the last digit. */
export const parseIds = (data: unknown): unknown => parseData(typeof data === 'string' ? exactly(data) : data);

/** The `data` of a frame through the codec of its payload; the `Left` says what is wrong with it. */
export const decodeData = <A>(codec: Decoder<unknown, A>, data: unknown): Either<readonly string[], A> => {
  const decoded = codec.decode(parseIds(data));
  return decoded._tag === 'Left' ? left(reasonsOf(decoded.left)) : decoded;
};
