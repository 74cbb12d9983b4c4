/** A line that a command writes: results go to stdout, and what is said about them to stderr. */
export interface Line {
  readonly to: 'stdout' | 'stderr';
  readonly text: string;
}

/** Text from outside without what a terminal would obey. */
const printable = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029]/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

export const result = (text: string): Line => ({ to: 'stdout', text: printable(text) });

export const note = (text: string): Line => ({ to: 'stderr', text: printable(text) });

/** One line of JSON Lines. */
export const json = (value: unknown): Line => result(JSON.stringify(value));
