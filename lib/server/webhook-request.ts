import type { Either } from 'fp-ts/Either';
import { left, right } from 'fp-ts/Either';
import { isRecord } from '../protocol/shape.js';
import { told } from './told.js';

/** Headers as any platform has them: `Headers`, a `Map`, or an object as Node's; names in any case. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | ReadonlyMap<string, string | readonly string[]>
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** A request that says it is a webhook. */
export interface WebhookRequest {
  /** Of these `X-Pusher-Key`, `X-Pusher-Signature` and `Content-Type` are read. */
  readonly headers: WebhookHeaders;
  /** The body as it came, byte for byte: the signature is over it. */
  readonly body: string | Uint8Array;
}

const first = (value: unknown): string | undefined => {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return typeof one === 'string' ? one : undefined;
};

const pairsOf = (headers: object): Iterable<unknown> =>
  Symbol.iterator in headers ? (headers as Iterable<unknown>) : Object.entries(headers);

/** A header of whatever holds headers; `name` is in lower case. */
export const headerOf = (headers: object, name: string): string | undefined => {
  for (const pair of pairsOf(headers)) {
    if (!Array.isArray(pair) || typeof pair[0] !== 'string' || pair[0].toLowerCase() !== name) continue;
    const value = first(pair[1]);
    if (value !== undefined) return value;
  }
  const { get } = headers as { get?: unknown };
  return typeof get === 'function' ? first(get.call(headers, name)) : undefined;
};

const PASS = 'pass the text, or the bytes as a Uint8Array, as they came';

/** Of another realm's values too, which are no instances of this one's classes. */
const kindOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

/** Why a value is no body, and what would be. */
const fault = (body: unknown): string => {
  if (body === undefined || body === null) return `missing; ${PASS}`;
  if (ArrayBuffer.isView(body) || kindOf(body).endsWith('ArrayBuffer'))
    return `a ${kindOf(body)}; pass a Uint8Array of it`;
  if (!isRecord(body)) return `${told(body)}; ${PASS}`;
  return typeof body['getReader'] === 'function' || typeof body['pipe'] === 'function'
    ? 'a stream; read it first, as by await request.text(), and pass that'
    : `parsed already; ${PASS}`;
};

/** The body of a request, as it was signed; the `Left` says what to pass instead. */
export const rawBody = (body: unknown): Either<string, string | Uint8Array> => {
  if (typeof body === 'string') return right(body);
  if (!ArrayBuffer.isView(body) || kindOf(body) !== 'Uint8Array') return left(fault(body));
  return right(new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
};
