import { ArgumentError } from './errors.js';
import type { JsonRecord } from './loose.js';
import { isRecord } from '../protocol/shape.js';
import { told } from './told.js';

/**
 * An argument that is an object of named parts. Throws for the first one that is not among `names`; `instead` has what others may be
 * looking for.
 */
export const parts = (
  argument: string,
  value: unknown,
  names: readonly string[],
  instead: Readonly<Record<string, string>> = {},
): JsonRecord => {
  if (!isRecord(value)) throw new ArgumentError(argument, `${told(value)}, not an object of ${names.join(', ')}`);
  for (const name of Object.keys(value)) {
    if (names.includes(name) || value[name] === undefined) continue;
    const hint = Object.hasOwn(instead, name) ? instead[name] : undefined;
    throw new ArgumentError(name.slice(0, 40), hint === undefined ? `not one of ${names.join(', ')}` : `use ${hint}`);
  }
  return value;
};

/** The attributes asked for: a text with commas. */
export const infoText = (info: unknown): string | undefined => {
  if (info === undefined) return undefined;
  if (typeof info !== 'string' || info === '')
    throw new ArgumentError('info', "not a text with commas, as 'user_count,subscription_count'");
  return info;
};
