import { isRecord } from '../protocol/shape.js';

// Answers of servers that are loose with JSON: numbers as text, null for what is left out, and PHP's one kind of array, which is
// written as a list or as an object depending on its keys. What cannot be read is undefined.

export type JsonRecord = Readonly<Record<string, unknown>>;

/** A number of things, also as text. */
export const countOf = (value: unknown): number | undefined => {
  const count = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof count === 'number' && Number.isFinite(count) && count >= 0 ? count : undefined;
};

const FLAGS = new Map<unknown, boolean>([
  [true, true],
  [false, false],
  [1, true],
  [0, false],
  ['true', true],
  ['false', false],
  ['1', true],
  ['0', false],
]);

/** Yes or no, also as a number or as text. */
export const flagOf = (value: unknown): boolean | undefined => FLAGS.get(value);

/** The elements of a list, also where PHP wrote it as an object after one of them was left out, or Go as null since it was empty. */
export const elementsOf = (value: unknown): readonly unknown[] | undefined =>
  Array.isArray(value) ? value : value === null ? [] : isRecord(value) ? Object.values(value) : undefined;
