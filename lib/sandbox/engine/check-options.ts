import { OptionError } from '../../errors.js';

/** What is wrong with a value; undefined if nothing is. */
export type Rule = (value: unknown) => string | undefined;
export type Rules<T> = { readonly [K in keyof T]-?: Rule };

export const text: Rule = (value) => (typeof value === 'string' && value !== '' ? undefined : 'not a non-empty text');
export const flag: Rule = (value) => (typeof value === 'boolean' ? undefined : 'neither true nor false');
export const fn: Rule = (value) => (typeof value === 'function' ? undefined : 'not a function');

/** A number within limits; Infinity stands for no limit where there is no upper one. */
export const limit =
  (least: number, most = Infinity): Rule =>
  (value) =>
    typeof value === 'number' && value >= least && value <= most
      ? undefined
      : `not a number from ${least}${most === Infinity ? '' : ` to ${most}`}`;

export const list =
  (rule: Rule): Rule =>
  (value) =>
    Array.isArray(value) ? value.map(rule).find((reason) => reason !== undefined) : 'not a list';

/** Throws an `OptionError` for the first option that is unknown, missing or wrong. */
export const checkOptions = <T extends object>(
  options: T,
  rules: Rules<T>,
  path: string,
  required: readonly (keyof T & string)[] = [],
): void => {
  const named = (name: string) => (path === '' ? name : `${path}.${name}`);
  if (typeof options !== 'object' || (options as unknown) === null)
    throw new OptionError(path === '' ? 'options' : path, 'not an object');
  for (const name of required) if (options[name] === undefined) throw new OptionError(named(name), 'missing');
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name as keyof T] : undefined;
    if (rule === undefined) throw new OptionError(named(name), 'no such option');
    const reason = value === undefined ? undefined : rule(value);
    if (reason !== undefined) throw new OptionError(named(name), reason);
  }
};
