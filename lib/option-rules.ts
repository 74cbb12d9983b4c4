import { OptionError } from './errors.js';

/** What a value has to be: the test, and the words for it. */
type Test = readonly [accepts: (value: unknown) => boolean, expected: string];

/** What the value of an option has to be; where it is an object, with the rules of its own options. */
export type Rule = readonly [
  accepts: (value: unknown) => boolean,
  expected: string,
  options?: Readonly<Record<string, Rule>>,
];

/** A rule for every option. */
export type Rules<T> = Readonly<Record<keyof T, Rule>>;

const LONGEST = 2 ** 31 - 1;
const isNumber = (value: unknown): value is number => typeof value === 'number';

export const TEXT: Rule = [(value) => typeof value === 'string' && value !== '', 'a string that is not empty'];
export const PORT: Rule = [
  (value) => Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536,
  'a port (of text Number() makes one)',
];
export const TIME: Rule = [(value) => isNumber(value) && value > 0 && value <= LONGEST, 'a number of ms above 0'];
export const PAUSE: Rule = [(value) => isNumber(value) && value >= 0 && value <= LONGEST, 'a number of ms'];
export const COUNT: Rule = [
  (value) => value === Infinity || (Number.isInteger(value) && Number(value) > 0),
  'a whole number above 0, or Infinity',
];
export const FLAG: Rule = [(value) => typeof value === 'boolean', 'true or false, without quotes'];
export const FUNCTION: Test = [(value) => typeof value === 'function', 'a function'];
export const OBJECT: Test = [(value) => typeof value === 'object' && value !== null, 'an object'];
export const LIST: Rule = [Array.isArray, 'a list'];
export const OBSERVABLE: Rule = [
  (value) => OBJECT[0](value) && FUNCTION[0]((value as { subscribe?: unknown }).subscribe),
  'an Observable',
];

/** A number within limits; without an upper one Infinity is such a number. */
export const number = (least: number, most = Infinity): Rule => [
  (value) => isNumber(value) && value >= least && value <= most,
  most === Infinity ? `a number of ${least} or more` : `a number from ${least} to ${most}`,
];

/** One rule or the other; their options are lost. */
export const either = (one: Rule, other: Rule): Test => [
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

/** A list of what a rule accepts. */
export const listOf = ([accepts, expected]: Rule): Rule => [
  (value) => Array.isArray(value) && value.every(accepts),
  `a list, each ${expected}`,
];

/** An object with options of its own. */
export const object = <T>(rules: Rules<T>, expected = OBJECT[1]): Rule => [OBJECT[0], expected, rules];

/** Throws an `OptionError` if the rule does not accept the value; `path` is the name of the option. */
export const checkValue = (value: unknown, [accepts, expected, options]: Rule, path: string): void => {
  if (!accepts(value)) throw new OptionError(path, `not ${expected}`);
  if (options && OBJECT[0](value)) checkOptions(value as Readonly<Record<string, unknown>>, options, path);
};

/** How many letters of a name are not in another one. */
const foreign = (name: string, other: string): number =>
  Array.from(name.toLowerCase()).filter((letter) => !other.toLowerCase().includes(letter)).length;

/** What is said of an option that is none: those with nearly the same letters, or else all, unless they are many. */
const unknownOption = (name: string, names: readonly string[]): string => {
  const alike = names.filter((other) => foreign(name, other) + foreign(other, name) < 3);
  const meant = (alike.length > 0 ? alike : names).join(' or ');
  return meant.length > 300 ? 'no such option' : `no such option; did you mean ${meant}?`;
};

/**
 * Throws an `OptionError` for the first option that is wrong or has no rule; `path` is where the options are. Of one without a
 * rule `refusal` says why not, or nothing if it does no harm; `usual` is what is said otherwise.
 */
export const checkOptions = <T extends object>(
  options: T,
  rules: Rules<T>,
  path: string,
  refusal: (name: string, value: unknown, usual: string) => string | undefined = (_, __, usual) => usual,
): void => {
  checkValue(options, OBJECT, path || 'options');
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const named = path ? `${path}.${name}` : name;
    if (Object.hasOwn(rules, name)) checkValue(value, rules[name as keyof T], named);
    else {
      const reason = refusal(name, value, unknownOption(name, Object.keys(rules)));
      if (reason !== undefined) throw new OptionError(named, reason);
    }
  }
};

/** Throws an `OptionError` for the first of the names that is not among the options. */
export const needOptions = <T extends object>(options: T, names: readonly (keyof T & string)[], path: string): void => {
  for (const name of names) if (options[name] === undefined) throw new OptionError(`${path}.${name}`, 'missing');
};
