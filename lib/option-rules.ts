import { OptionError } from './errors.js';

/** What the value of an option has to be: the test, and the words for it. */
export type Rule = readonly [accepts: (value: unknown) => boolean, expected: string];

const LONGEST = 2 ** 31 - 1;
const isNumber = (value: unknown): value is number => typeof value === 'number';

export const TEXT: Rule = [(value) => typeof value === 'string' && value !== '', 'a string that is not empty'];
export const PORT: Rule = [(value) => Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536, 'a port'];
export const TIME: Rule = [(value) => isNumber(value) && value > 0 && value <= LONGEST, 'a time in ms above 0'];
export const PAUSE: Rule = [(value) => isNumber(value) && value >= 0 && value <= LONGEST, 'a time in ms'];
export const COUNT: Rule = [
  (value) => value === Infinity || (Number.isInteger(value) && Number(value) > 0),
  'a whole number above 0, or Infinity',
];
export const FLAG: Rule = [(value) => typeof value === 'boolean', 'true or false'];
export const FUNCTION: Rule = [(value) => typeof value === 'function', 'a function'];
export const OBJECT: Rule = [(value) => typeof value === 'object' && value !== null, 'an object'];
export const LIST: Rule = [Array.isArray, 'a list'];
export const OBSERVABLE: Rule = [
  (value) => OBJECT[0](value) && FUNCTION[0]((value as { subscribe?: unknown }).subscribe),
  'an Observable',
];

/** One rule or the other. */
export const either = (one: Rule, other: Rule): Rule => [
  (value) => one[0](value) || other[0](value),
  `${one[1]} or ${other[1]}`,
];

export const oneOf = (...values: readonly string[]): Rule => [
  (value) => values.includes(value as string),
  `one of ${values.join(', ')}`,
];

export const matching = (pattern: RegExp, expected: string): Rule => [
  (value) => typeof value === 'string' && pattern.test(value),
  expected,
];

/** Throws an `OptionError` for the first option that is wrong or has no rule; `path` is where the options are. */
export const checkOptions = <T extends object>(
  options: T,
  rules: Readonly<Record<keyof T, Rule>>,
  path: string,
  refusal: (name: string, value: unknown) => string | undefined = () => 'no such option',
): void => {
  if (!OBJECT[0](options)) throw new OptionError(path === '' ? 'options' : path, `not ${OBJECT[1]}`);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const rule = Object.hasOwn(rules, name) ? rules[name as keyof T] : undefined;
    const reason = rule === undefined ? refusal(name, value) : rule[0](value) ? undefined : `not ${rule[1]}`;
    if (reason !== undefined) throw new OptionError(path === '' ? name : `${path}.${name}`, reason);
  }
};
