import type { Either } from 'fp-ts/Either';
import { left, right } from 'fp-ts/Either';
import type { Observable, OperatorFunction } from 'rxjs';
import { map } from 'rxjs';
import type { ApiAnswer } from './answer.js';
import { ApiAnswerError } from './errors.js';
import { exactIds, jsonValue } from './json-value.js';
import type { JsonRecord } from './loose.js';
import { countOf, elementsOf, flagOf } from './loose.js';
import { idOf, isRecord } from '../protocol/shape.js';
import type {
  BatchResult,
  ChannelCounts,
  ChannelListResult,
  ChannelResult,
  TriggerResult,
  UsersResult,
} from './results.js';

/** What an answer says; the `Left` is what keeps it from being one. The value of a body that is not JSON is undefined. */
export type Reader<A> = (value: unknown, body: string) => Either<string, A>;

const fieldOf = (value: unknown, name: string): unknown =>
  isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;

// By `fromEntries`, for a key may be "__proto__".
const withCounts = (value: JsonRecord): ChannelCounts =>
  Object.fromEntries(
    Object.entries(value).flatMap(([name, given]): [string, unknown][] => {
      if (name !== 'user_count' && name !== 'subscription_count') return [[name, given]];
      const count = countOf(given);
      return count === undefined ? [] : [[name, count]];
    }),
  );

/** What is known of one channel; nothing is as much of an answer as anything else. */
const countsOf = (value: unknown): ChannelCounts => (isRecord(value) ? withCounts(value) : {});

// PHP writes an object without keys as [], and one whose keys are 0, 1, … as a list.
const channelsOf = (value: unknown): ChannelListResult['channels'] | undefined => {
  if (value === null) return {};
  if (!isRecord(value) && !Array.isArray(value)) return undefined;
  const channels = Object.entries(value as JsonRecord).map(([name, counts]): [string, ChannelCounts] =>
    Array.isArray(value) && typeof counts === 'string' ? [counts, {}] : [name, countsOf(counts)],
  );
  return Object.fromEntries(channels);
};

/** Whether a server only repeats the names that it was told. */
const isEcho = (value: unknown): boolean => Array.isArray(value) && value.some((name) => typeof name === 'string');

/** Of an event that was published: whatever the answer says, it was. */
export const triggered =
  (wantsInfo: boolean): Reader<TriggerResult> =>
  (value) => {
    const given = fieldOf(value, 'channels');
    const channels = !wantsInfo || given === null || isEcho(given) ? undefined : channelsOf(given);
    return right(channels === undefined ? {} : { channels });
  };

/** Of a batch of so many events that was published. */
export const batchTriggered =
  (size: number, wantsInfo: boolean): Reader<BatchResult> =>
  (value) => {
    const given = fieldOf(value, 'batch');
    if (!wantsInfo) return right({});
    if (Array.isArray(given)) return right({ batch: given.map(countsOf) });
    // PHP writes a list that has lost one of its elements as an object.
    if (!isRecord(given) || !Object.keys(given).some((key) => /^\d+$/.test(key))) return right({});
    return right({ batch: Array.from({ length: size }, (_, i) => countsOf(fieldOf(given, String(i)))) });
  };

/** Of anything else that was done. */
export const accepted: Reader<JsonRecord> = (value) => right(isRecord(value) ? { ...value } : {});

export const channelList: Reader<ChannelListResult> = (value) => {
  const channels = channelsOf(fieldOf(value, 'channels'));
  return channels === undefined ? left('channels is missing, or not an object') : right({ channels });
};

const cacheOf = (value: unknown): ChannelResult['cache'] => {
  if (value === null) return null;
  const data = fieldOf(value, 'data');
  if (!isRecord(value) || data === undefined || data === null) return undefined;
  const { ttl, ...others } = value;
  const seconds = countOf(ttl);
  try {
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    return { ...others, data: text, ...(seconds === undefined ? {} : { ttl: seconds }) };
  } catch {
    // It nests deeper than can be written.
    return undefined;
  }
};

export const channelState: Reader<ChannelResult> = (value) => {
  const occupied = flagOf(fieldOf(value, 'occupied'));
  if (!isRecord(value) || occupied === undefined) return left('occupied is missing, or neither true nor false');
  const { cache: given, ...others } = value;
  const cache = cacheOf(given);
  return right({ ...withCounts(others), occupied, ...(cache === undefined ? {} : { cache }) });
};

export const userList: Reader<UsersResult> = (value, body) => {
  const text = exactIds(body);
  const exact = text === body ? right(value) : jsonValue(text);
  const users = elementsOf(fieldOf(exact._tag === 'Right' ? exact.right : undefined, 'users'));
  if (users === undefined) return left('users is missing, or not a list');
  return right({
    users: users.flatMap((user) => {
      const id = idOf(fieldOf(user, 'id'));
      return id === undefined ? [] : [{ ...(user as JsonRecord), id }];
    }),
  });
};

const unreadable = ({ method, path, body, json }: ApiAnswer, reason: string) =>
  new ApiAnswerError(method, path, body, [json._tag === 'Left' ? 'not JSON' : reason]);

const bodies = new WeakMap<object, string>();

/**
 * The text of the answer that a result was read from, as it came: for what this library does not read. Undefined for what is no
 * result of a server's methods, such as a copy of one.
 */
export const bodyOf = (result: object): string | undefined => bodies.get(result);

/** An answer through its reader, with its text at hand. */
export const readAs = <A extends object>(read: Reader<A>): OperatorFunction<ApiAnswer, A> =>
  map((answer) => {
    const { body, json } = answer;
    const result = read(json._tag === 'Right' ? json.right : undefined, body);
    if (result._tag === 'Left') throw unreadable(answer, result.left);
    bodies.set(result.right, body);
    return result.right;
  });

/** The value of an answer as it is. */
export const answerValue = (answer$: Observable<ApiAnswer>): Observable<unknown> =>
  answer$.pipe(
    map((answer) => {
      if (answer.json._tag === 'Left') throw unreadable(answer, '');
      return answer.json.right;
    }),
  );

/** The same of what was done: where it is not JSON, its text. */
export const answerOrText = (answer$: Observable<ApiAnswer>): Observable<unknown> =>
  answer$.pipe(map(({ json, body }) => (json._tag === 'Right' ? json.right : body)));
