import type { Either } from 'fp-ts/Either';
import { left, right } from 'fp-ts/Either';

/** A line of an input, numbered from 1: its text, or why there is none. */
export interface InputLine {
  readonly line: number;
  readonly text: Either<string, string>;
}

/** Most bytes of a line: many times what any server takes as an event. */
const MOST = 1_048_576;

const LINE_FEED = 10;

// Takes a byte order mark off, and stands for no byte that it cannot read.
const decoder = new TextDecoder('utf-8', { fatal: true });

const textOf = (bytes: Uint8Array): Either<string, string> => {
  try {
    return right(decoder.decode(bytes));
  } catch {
    return left('not UTF-8');
  }
};

/** Cuts what comes in pieces into lines. Only a line feed ends one: in JSON, U+2028 does not. */
export const createLines = (most = MOST) => {
  let parts: Uint8Array[] = [];
  let length = 0;
  let count = 0;

  const add = (part: Uint8Array): void => {
    length += part.length;
    // Of a line that is too long nothing is kept.
    if (length <= most) parts.push(part);
    else parts = [];
  };
  const end = (): InputLine => {
    count += 1;
    const text = length > most ? left(`longer than ${most} bytes`) : textOf(Buffer.concat(parts));
    parts = [];
    length = 0;
    return { line: count, text };
  };

  return {
    /** The lines that end in this piece. */
    push: (piece: Uint8Array): readonly InputLine[] => {
      const lines: InputLine[] = [];
      let from = 0;
      for (let at = piece.indexOf(LINE_FEED); at >= 0; at = piece.indexOf(LINE_FEED, from)) {
        add(piece.subarray(from, at));
        lines.push(end());
        from = at + 1;
      }
      add(piece.subarray(from));
      return lines;
    },
    /** The last line, where no line feed ends it. */
    end: (): readonly InputLine[] => (length > 0 ? [end()] : []),
  };
};
