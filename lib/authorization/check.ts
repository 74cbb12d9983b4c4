import { OptionError } from '../errors.js';

type Rule = readonly [accepts: (value: unknown) => boolean, expected: string];

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const FUNCTION: Rule = [(value) => typeof value === 'function', 'a function'];
const OBJECT: Rule = [isObject, 'an object'];
const TEXT: Rule = [(value) => typeof value === 'string' && value !== '', 'a string that is not empty'];
const ABOVE: Rule = [(value) => Number(value) > 0, 'a number above 0'];
const PAUSE: Rule = [(value) => Number(value) >= 0, 'a number from 0'];

const RULES: Readonly<Record<string, Rule>> = {
  endpoint: TEXT,
  transport: [(value) => value === 'ajax' || value === 'jsonp', 'ajax or jsonp'],
  headers: OBJECT,
  params: OBJECT,
  headersProvider: FUNCTION,
  paramsProvider: FUNCTION,
  credentials: TEXT,
  timeout: ABOVE,
  retry: OBJECT,
  attempts: PAUSE,
  minDelay: PAUSE,
  maxDelay: PAUSE,
  refresh: FUNCTION,
  batch: [(value) => typeof value === 'boolean' || isObject(value), 'true, false or an object'],
  max: ABOVE,
  delay: PAUSE,
  concurrency: ABOVE,
  fetch: FUNCTION,
  channels: [
    (value) => isObject(value) && !Object.keys(value).some((pattern) => /\*./.test(pattern)),
    'an object of names and of prefixes that end in *',
  ],
};

/** Throws an `OptionError` for the first of an endpoint's options that can't be used; `path` is where they are. */
export const check = (path: string, options: unknown): void => {
  if (!isObject(options)) throw new OptionError(path, 'not a function or an object');
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    if (value === undefined) continue;
    const rule = RULES[name];
    if (rule?.[0](value) !== true) throw new OptionError(`${path}.${name}`, rule ? `not ${rule[1]}` : 'no such option');
    if ((name === 'retry' || name === 'batch') && isObject(value)) check(`${path}.${name}`, value);
  }
};
