import { quote } from '../text.js';
import { ArgumentError } from './errors.js';
import { hasLoneSurrogate } from './identifiers.js';
import { isRecord } from '../protocol/shape.js';

/** Of the query, by name; the signature covers them. What is undefined is left out. */
export type Params = Readonly<Record<string, string | number | boolean | undefined>>;

/** Set by the signature, and by nobody else. */
const RESERVED = new Set(['auth_key', 'auth_timestamp', 'auth_version', 'auth_signature', 'body_md5']);

const refuse = (name: string, reason: string) => new ArgumentError('params', `${quote(name, 40)} ${reason}`);

const textOf = (name: string, value: unknown): string => {
  if (RESERVED.has(name.toLowerCase())) throw refuse(name, 'is set by the signature');
  if (typeof value !== 'string' && typeof value !== 'boolean' && !Number.isFinite(value))
    throw refuse(name, 'is not a text, a number, or true or false');
  const text = String(value);
  if (hasLoneSurrogate(name + text)) throw refuse(name, 'has half of a character');
  return text;
};

/** Parameters as texts, as they go into a query. */
export const textParams = (params: unknown = {}): Readonly<Record<string, string>> => {
  if (!isRecord(params)) throw new ArgumentError('params', 'not an object');
  // By `fromEntries`, for a name may be "__proto__".
  return Object.fromEntries(
    Object.entries(params)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, textOf(name, value)]),
  );
};
