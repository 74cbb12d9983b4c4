import type { Rule, Rules } from '../option-rules.js';
import { checkOptions, COUNT, either, FLAG, FUNCTION, OBJECT, oneOf, PAUSE, TEXT, TIME } from '../option-rules.js';
import type { Batch, HttpAuthorization, Retry } from './http-authorization.js';

// Not `Infinity`: whoever waits for an authorization must hear of its failure some time.
const FROM_0: Rule = [(value) => Number.isInteger(value) && Number(value) >= 0, 'a whole number'];
const RETRY: Rules<Retry> = { attempts: FROM_0, minDelay: PAUSE, maxDelay: PAUSE };
const BATCH: Rules<Batch> = { max: COUNT, delay: PAUSE };

const ENDPOINT: Rules<HttpAuthorization> = {
  endpoint: TEXT,
  transport: oneOf('ajax', 'jsonp'),
  headers: OBJECT,
  params: OBJECT,
  headersProvider: FUNCTION,
  paramsProvider: FUNCTION,
  credentials: oneOf('omit', 'same-origin', 'include'),
  timeout: TIME,
  retry: [...OBJECT, RETRY],
  refresh: FUNCTION,
  batch: [...either(FLAG, OBJECT), BATCH],
  concurrency: COUNT,
  fetch: FUNCTION,
  channels: [
    (value) => OBJECT[0](value) && !/\*./.test(Object.keys(value as object).join('\n')),
    'an object of names, or prefixes that end in *',
  ],
};

/** Throws an `OptionError` for the first of an endpoint's options that can't be used; `path` is where they are. */
export const check = (path: string, option: HttpAuthorization): void => checkOptions(option, ENDPOINT, path);
