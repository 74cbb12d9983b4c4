import { ArgumentError } from './errors.js';

/** A value as JSON text; one that has none (undefined, a cycle, a bigint) is an `ArgumentError`. */
export const jsonText = (argument: string, value: unknown): string => {
  let text;
  try {
    text = JSON.stringify(value) as string | undefined;
  } catch (cause) {
    throw new ArgumentError(argument, 'cannot be written as JSON', cause);
  }
  if (text === undefined) throw new ArgumentError(argument, 'cannot be written as JSON');
  return text;
};
