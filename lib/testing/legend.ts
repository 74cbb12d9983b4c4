import { equal } from './equal.js';
import { hasMatchers, show, written } from './show.js';

/** Letters for values, the same for equal ones. */
export interface Legend {
  readonly letterOf: (value: unknown) => string;
  /** What the letters stand for, one a line. */
  readonly lines: readonly string[];
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');

/** Whether a value has the letter of another one. Matchers do that say the same: what they equal may be another matcher. */
const isSame = (value: unknown, known: unknown): boolean =>
  hasMatchers(value) ? written(value) === written(known) : equal(value, known);

/** Gives the values letters in their order; one that is a letter or a digit stands for itself. */
export const createLegend = (values: readonly unknown[]): Legend => {
  const own = values.filter((value): value is string => typeof value === 'string' && /^\w$/.test(value));
  const free = LETTERS.filter((letter) => !own.includes(letter));
  const known: { readonly letter: string; readonly value: unknown }[] = own.map((letter) => ({
    letter,
    value: letter,
  }));
  const entryOf = (value: unknown) => known.find((entry) => isSame(value, entry.value));
  for (const value of values) if (entryOf(value) === undefined) known.push({ letter: free.shift() ?? '?', value });
  return {
    letterOf: (value) => entryOf(value)?.letter ?? '?',
    lines: known.slice(own.length).map(({ letter, value }) => `${letter}: ${show(value)}`),
  };
};
