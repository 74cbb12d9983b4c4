import type { styleText } from 'node:util';
import { recordText } from './json-text.js';

/** Text with a colour, on terminals. */
export interface Painted {
  readonly format: Parameters<typeof styleText>[0];
  readonly text: string;
}

export type Part = string | Painted;

/** What a command writes: results go to stdout, and what is said about them to stderr. */
export interface Line {
  readonly to: 'stdout' | 'stderr';
  readonly rows: readonly (readonly Part[])[];
  /** Only for terminals, where the next of its kind takes its place. */
  readonly live?: true;
}

export const result = (...parts: readonly Part[]): Line => ({ to: 'stdout', rows: [parts] });

export const note = (...parts: readonly Part[]): Line => ({ to: 'stderr', rows: [parts] });

/** One line of JSON Lines. */
export const json = (record: object): Line => result(recordText(record as Readonly<Record<string, unknown>>));

/** How far something is. */
export const progress = (text: string): Line => ({ to: 'stderr', rows: [[dim(text)]], live: true });

/** How something is now, in several rows. */
export const screen = (rows: Line['rows']): Line => ({ to: 'stdout', rows, live: true });

const paint =
  (format: Painted['format']) =>
  (text: string): Painted => ({ format, text });

export const bold = paint('bold');
export const cyan = paint('cyan');
export const dim = paint('dim');
export const green = paint('green');
export const red = paint('red');
export const yellow = paint('yellow');
