import type { Either } from 'fp-ts/Either';
import { right } from 'fp-ts/Either';
import { ApiError } from './errors.js';
import type { Answer } from './fetch-text.js';
import { jsonValue } from './json-value.js';
import { countOf } from './loose.js';
import { isRecord } from '../protocol/shape.js';

/** A request, as errors tell of it. */
export interface Asked {
  readonly method: 'GET' | 'POST';
  /** From the root of the host, without the query. */
  readonly path: string;
}

/** What the API answered with a status of 2xx. */
export interface ApiAnswer extends Asked {
  readonly body: string;
  /** The body as a value; an empty one is an empty object, and one that is not JSON a `Left`. */
  readonly json: Either<undefined, unknown>;
}

// soketi answers its errors with a status of 200.
const errorCode = (value: unknown): number | undefined => {
  if (!isRecord(value) || value['error'] === undefined || value['error'] === null) return undefined;
  const code = countOf(value['code']);
  return code !== undefined && code >= 400 ? code : undefined;
};

/** An answer as what it says; throws an `ApiError` where it says no. */
export const successOf = ({ method, path }: Asked, { status, body: text }: Answer): ApiAnswer => {
  // A `fetch` of the user's may give anything.
  const body = typeof text === 'string' ? text : '';
  if (!(status >= 200 && status < 300)) throw new ApiError(method, path, status, body);
  const json = body.trim() === '' ? right({}) : jsonValue(body);
  const code = json._tag === 'Right' ? errorCode(json.right) : undefined;
  if (code !== undefined) throw new ApiError(method, path, code, body);
  return { method, path, body, json };
};
