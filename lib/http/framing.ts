import type { Either } from 'fp-ts/Either';
import { isLeft, left, right } from 'fp-ts/Either';
import { parseJson } from '../protocol/codec.js';
import { isObject } from '../protocol/shape.js';

/**
 * What a line of an answer says: `o` that the session is open, `a` frames, `m` one frame, `h` that the server is there, and
 * `c` that it has closed the connection.
 */
export type Line =
  | { readonly type: 'open'; readonly hostname: string | undefined }
  | { readonly type: 'frames'; readonly texts: readonly unknown[] }
  | { readonly type: 'heartbeat' }
  | { readonly type: 'close'; readonly code: number; readonly reason: string };

/** The bytes of a line whose end has not come, in the pieces that they came in. */
export interface Rest {
  readonly pieces: readonly Uint8Array[];
  readonly size: number;
}

export const NOTHING: Rest = { pieces: [], size: 0 };

const NEWLINE = 10;

const joined = ({ pieces, size }: Rest): Uint8Array => {
  const [first] = pieces;
  if (pieces.length === 1 && first !== undefined) return first;
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
};

const and = ({ pieces, size }: Rest, piece: Uint8Array): Rest =>
  piece.length === 0 ? { pieces, size } : { pieces: [...pieces, piece], size: size + piece.length };

/**
 * The lines that a chunk completes, and what is left of it. Cut as bytes: a newline is no part of a longer character, so a
 * line is decoded whole wherever the chunks were cut.
 */
export const linesOf = (rest: Rest, chunk: Uint8Array): readonly [lines: readonly string[], rest: Rest] => {
  const decoder = new TextDecoder();
  const lines: string[] = [];
  let before = rest;
  let from = 0;
  for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
    lines.push(decoder.decode(joined(and(before, chunk.subarray(from, at)))));
    before = NOTHING;
    from = at + 1;
  }
  // A copy: whoever reads a stream may use its buffer again.
  return [lines, and(before, chunk.slice(from))];
};

const parsed = (json: string): unknown => {
  const read = parseJson(json);
  return isLeft(read) ? undefined : read.right;
};

const opening = (value: unknown): Line => {
  const hostname = isObject(value) ? value['hostname'] : undefined;
  return { type: 'open', hostname: typeof hostname === 'string' && hostname !== '' ? hostname : undefined };
};

const closing = (value: unknown): Line | undefined => {
  if (!Array.isArray(value)) return undefined;
  const [code, reason] = value as readonly unknown[];
  if (!Number.isInteger(code)) return undefined;
  return { type: 'close', code: Number(code), reason: typeof reason === 'string' ? reason : '' };
};

const meaning = (line: string): Line | undefined => {
  const json = line.slice(1);
  switch (line[0]) {
    case 'o':
      // Servers leave out what they have nothing to say in.
      return json.trim() === '' ? opening({}) : isObject(parsed(json)) ? opening(parsed(json)) : undefined;
    case 'h':
      return { type: 'heartbeat' };
    case 'a': {
      const texts = parsed(json);
      return Array.isArray(texts) ? { type: 'frames', texts } : undefined;
    }
    case 'm': {
      const text = parsed(json);
      return text === undefined ? undefined : { type: 'frames', texts: [text] };
    }
    case 'c':
      return closing(parsed(json));
    default:
      return undefined;
  }
};

/** Reads a line; the `Left` is one that says nothing of this protocol. */
export const readLine = (line: string): Either<string, Line> => {
  const read = meaning(line);
  return read === undefined ? left(line) : right(read);
};

/** The body of a request that sends frames. */
export const sending = (texts: readonly string[]): string => JSON.stringify(texts);
