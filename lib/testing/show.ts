import { isMatcher, matcherText } from './matcher.js';

const MOST = 200;

/** What JSON has no text for, in its place. */
const plain = (value: unknown): unknown =>
  value instanceof Error
    ? `[${value.name}: ${value.message}]`
    : typeof value === 'object' && value !== null && !Array.isArray(value) && Symbol.iterator in value
      ? Array.from(value as Iterable<unknown>)
      : typeof value === 'bigint'
        ? String(value)
        : value;

/** The text of a value, and whether there are matchers in it. */
const rendered = (value: unknown): { readonly text: string; readonly matches: boolean } => {
  const bare: string[] = [];
  let matches = false;
  const shown = (_: string, part: unknown): unknown => {
    matches ||= isMatcher(part);
    const text = isMatcher(part) ? matcherText(part, written) : part instanceof RegExp ? String(part) : undefined;
    // In its place stands what no other string will be: its number between two NULs.
    return text === undefined ? plain(part) : `\0${bare.push(text) - 1}\0`;
  };
  try {
    // There is no JSON of undefined, or of a function.
    const json: unknown = JSON.stringify(value, shown);
    const text = typeof json === 'string' ? json : String(value);
    return { text: text.replace(/"\\u0000(\d+)\\u0000"/g, (_, i: string) => bare[Number(i)] ?? ''), matches };
  } catch {
    return { text: String(value), matches };
  }
};

/** A value in one line of text: JSON, in which matchers and regular expressions stand as they are. */
export const written = (value: unknown): string => rendered(value).text;

/** Whether it is a matcher, or has one in it. */
export const hasMatchers = (value: unknown): boolean => rendered(value).matches;

/** The text, cut where it is long. */
export const show = (value: unknown): string => {
  const text = written(value);
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
};
