import type { Rule } from '../option-rules.js';
import { either, FUNCTION, number, object, OBJECT, TEXT } from '../option-rules.js';
import type { Condition } from '../sandbox/memory/index.js';
import { ANYTHING, LATENCY } from './check-options.js';

const isText = TEXT[0];

const isJson = (value: unknown): boolean => {
  try {
    return value === undefined || typeof JSON.stringify(value) === 'string';
  } catch {
    return false;
  }
};

/** A list whose items are so, and nothing behind them. */
const isTuple = (value: unknown, ...items: readonly ((item: unknown) => boolean)[]): boolean =>
  Array.isArray(value) && value.length <= items.length && items.every((accepts, i) => accepts(value[i]));

const is =
  (...words: readonly string[]) =>
  (value: unknown) =>
    words.some((word) => word === value);
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;

export const EVENT: Rule = [(act) => isTuple(act, isText, isJson), '[event, data], with data that has JSON'];

export const COUNT: Rule = [isCount, 'a whole number'];

export const MEMBER: Rule = [
  (act) =>
    isTuple(act, is('join'), isText, isJson) ||
    isTuple(act, is('leave'), isText) ||
    isTuple(act, is('trigger'), isText, (event) => isText(event) && /^client-/.test(String(event)), isJson),
  "['join', id, info], ['leave', id] or ['trigger', id, 'client-…', data]",
];

export const WATCHLIST: Rule = [
  (act) => Array.isArray(act) && is('online', 'offline')(act[0]) && act.slice(1).every(isText),
  "['online', id, …] or ['offline', id, …]",
];

const isOneOf = (act: unknown): boolean => OBJECT[0](act) && Object.keys(act as object).length === 1;

const CONDITIONS: readonly Condition[] = ['up', 'refuse', 'hang', 'mute', 'half-open', 'ws-refused', 'ws-swallowed'];

export const NETWORK: Rule = [
  (act) => is(...CONDITIONS)(act) || isCount(act) || isOneOf(act),
  `${CONDITIONS.map((condition) => `'${condition}'`).join(', ')}, the code of a close, { latency } or { text }`,
  { latency: object(LATENCY), text: [(text) => typeof text === 'string', 'a string'] },
];

const ANSWER_OPTIONS: Readonly<Record<string, Rule>> = {
  status: [isCount, 'a status'],
  delay: number(0),
  headers: OBJECT,
  body: ANYTHING,
};

export const ANSWER: Rule = [
  (act) => isCount(act) || (OBJECT[0](act) && !Array.isArray(act)),
  'a status or { status, delay, headers, body }',
  ANSWER_OPTIONS,
];

export const AUTHORIZATION: Rule = [...either(FUNCTION, ANSWER), ANSWER_OPTIONS];
