import { isMatcher } from './matcher.js';

const isIterable = (value: object): value is Iterable<unknown> => Symbol.iterator in value;

/** What there is to compare of an object beyond what it iterates over. */
const contents = (value: object): ReadonlyMap<string, unknown> =>
  new Map(
    Object.entries(value as Record<string, unknown>).filter(
      ([, part]) => part !== undefined && typeof part !== 'function',
    ),
  );

/**
 * Whether two values look the same: errors by name and message, dates by their time, everything else by what it contains
 * (`undefined` is as good as nothing), whatever it is an instance of. `expected` may contain matchers.
 */
export const equal = (actual: unknown, expected: unknown): boolean => {
  if (Object.is(actual, expected)) return true;
  if (typeof expected !== 'object' || expected === null) return false;
  if (isMatcher(expected)) return expected.asymmetricMatch(actual);
  if (typeof actual !== 'object' || actual === null) return false;
  if (actual instanceof Error && expected instanceof Error)
    return actual.name === expected.name && actual.message === expected.message;
  if (actual instanceof Date && expected instanceof Date) return actual.getTime() === expected.getTime();
  if (actual instanceof RegExp && expected instanceof RegExp) return String(actual) === String(expected);
  if (isIterable(actual) !== isIterable(expected)) return false;
  if (isIterable(actual) && isIterable(expected)) {
    const [items, wanted] = [[...actual], [...expected]];
    if (items.length !== wanted.length || !wanted.every((item, i) => equal(items[i], item))) return false;
    if (Array.isArray(expected)) return true;
  }
  const [parts, wanted] = [contents(actual), contents(expected)];
  return (
    parts.size === wanted.size && [...wanted].every(([key, part]) => parts.has(key) && equal(parts.get(key), part))
  );
};
