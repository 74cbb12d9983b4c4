import * as util from 'node:util';
import { printable } from '../text.js';
import type { Line, Part } from './line.js';

/** As much of a `tty.WriteStream` as is needed; of a pipe there is only `write`. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  hasColors?(): boolean;
}

/** The parts as text, no more of it than `room` characters. */
const rendered = (parts: readonly Part[], colours: boolean, room = Infinity): string => {
  let left = room;
  return parts
    .map((part) => {
      const text = printable(typeof part === 'string' ? part : part.text).slice(0, left);
      left -= text.length;
      // Before 20.12 Node has no styleText.
      const plain = typeof part === 'string' || !colours || !('styleText' in util);
      return plain || text === '' ? text : util.styleText(part.format, text, { validateStream: false });
    })
    .join('');
};

// A terminal that does not know its size says 0.
const orElse = (size: number | undefined, usual: number): number => (size === undefined || size === 0 ? usual : size);

/** How many rows, of how many characters, can be written without scrolling or wrapping. */
const roomOf = ({ rows, columns }: Output): readonly [number, number] => [
  orElse(rows, 24) - 1,
  orElse(columns, 80) - 1,
];

/** Writes lines. What is live on a terminal stays below everything else there, until something takes its place. */
export const createTerminal = (outputs: Readonly<Record<Line['to'], Output>>): ((line: Line) => void) => {
  let shown: Line | undefined;
  let height = 0;

  const erase = (output: Output): void => {
    if (height > 0) output.write(`\u001b[${height}A\u001b[J`);
    height = 0;
  };
  const put = (output: Output, { rows, live }: Line): void => {
    const colours = output.isTTY === true && output.hasColors?.() === true;
    const [most, room] = live === true ? roomOf(output) : [Infinity, Infinity];
    const fitting = rows.length > most ? [...rows.slice(0, most - 1), ['…']] : rows;
    output.write(fitting.map((parts) => `${rendered(parts, colours, room)}\n`).join(''));
    if (live === true) height = fitting.length;
  };

  return (line) => {
    const output = outputs[line.to];
    if (output.isTTY !== true) {
      if (line.live !== true) put(output, line);
      return;
    }
    erase(output);
    if (line.live === true) shown = line;
    else put(output, line);
    if (shown !== undefined) put(outputs[shown.to], shown);
  };
};
