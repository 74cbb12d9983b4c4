import { rootCause } from '../root-cause.js';
import { chainOf, isError, textOf } from './thrown.js';

const SIGNATURE = 'auth_signature';

/** A property as text. One that has no text counts as one that holds the signature. */
const shown = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return textOf(value);
  try {
    return JSON.stringify(value);
  } catch {
    return SIGNATURE;
  }
};

/** Whether the signature is anywhere in an error: in a property, in a cause, in one of several errors. */
const holds = (value: unknown, seen = new Set<unknown>()): boolean => {
  if (!isError(value) && !Array.isArray(value)) return shown(value).includes(SIGNATURE);
  if (seen.has(value)) return false;
  seen.add(value);
  const own = value as unknown as Readonly<Record<string, unknown>>;
  // Some errors have these two from their class.
  return ['message', 'stack', ...Object.getOwnPropertyNames(value)].some((name) => holds(own[name], seen));
};

/** A copy of an error that has nothing but its message, name and code, without the signature, and that cause. */
const plain = (error: unknown, cause: unknown): unknown => {
  const text = isError(error) ? error.message || (rootCause(error) ?? error.name) : textOf(error);
  const message = text.replace(/\S+/g, (word) => (word.includes(SIGNATURE) ? 'the API' : word));
  if (!isError(error)) return message;
  const copy = new Error(message, cause === undefined ? undefined : { cause });
  return Object.assign(copy, { name: error.name, stack: undefined, code: (error as { code?: unknown }).code });
};

/**
 * Some runtimes put the URL into the errors of fetch, and with it the signature. Such an error and its causes are replaced by
 * copies without it.
 */
export const withoutSignature = (error: unknown): unknown =>
  holds(error) ? chainOf(error).reduceRight<unknown>((cause, outer) => plain(outer, cause), undefined) : error;
