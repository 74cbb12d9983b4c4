import { OptionError } from '../errors.js';

/** Throws an `OptionError` for the first option that can't be used; `path` is where these options are. */
export const check = (path: string, options: unknown): void => {
  if (Object(options) !== options) throw new OptionError(path, 'has to be a function or an object');
  const values = options as Readonly<Record<string, unknown>>;
  const expect = (wanted: string, holds: (value: unknown) => boolean, ...names: readonly string[]) => {
    for (const name of names)
      if (values[name] !== undefined && !holds(values[name]))
        throw new OptionError(`${path}.${name}`, `has to be ${wanted}`);
  };
  const isFunction = (value: unknown) => typeof value === 'function';
  const isRecord = (value: unknown) => Object(value) === value;
  expect('a function', isFunction, 'fetch', 'headersProvider', 'paramsProvider', 'refresh');
  expect('an object', isRecord, 'channels', 'headers', 'params', 'retry');
  expect('a string', (value) => typeof value === 'string', 'credentials', 'endpoint');
  expect('ajax or jsonp', (value) => value === 'ajax' || value === 'jsonp', 'transport');
  expect('more than 0', (value) => Number(value) > 0, 'concurrency', 'max', 'timeout');
  expect('0 or more', (value) => Number(value) >= 0, 'attempts', 'delay', 'maxDelay', 'minDelay');
  for (const part of ['retry', 'batch']) if (isRecord(values[part])) check(`${path}.${part}`, values[part]);
};
