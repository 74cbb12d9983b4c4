import type { Observable, OperatorFunction } from 'rxjs';
import { catchError, concatMap, defer, EMPTY, from, identity, of } from 'rxjs';
import type { Errors } from 'io-ts';
import type { PusherError } from '../errors.js';
import { DecodeError } from '../protocol/errors.js';
import { reasonsOf } from '../protocol/codec.js';

/** An io-ts codec, or anything that decodes as one. */
export interface IoDecoder<T> {
  /** Of the type that it decodes. */
  readonly name: string;
  /** Right with the value, or Left with what is wrong with the input. */
  decode(
    input: unknown,
  ): { readonly _tag: 'Left'; readonly left: unknown } | { readonly _tag: 'Right'; readonly right: T };
}

/** A schema that speaks Standard Schema (https://standardschema.dev). */
export interface StandardSchema<T> {
  /** Version 1 of the interface. `validate` gives `{ value }` or `{ issues }`, at once or in a Promise. */
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => unknown;
    readonly types?: { readonly output: T } | undefined;
  };
}

/** What checks, and may transform, the data of an event: io-ts, zod, valibot, arktype, … */
export type Decoder<T> = IoDecoder<T> | StandardSchema<T>;

/** What a Standard Schema's `validate` gives, at once or in a promise. */
interface Validated {
  readonly value?: unknown;
  readonly issues?: readonly { readonly message: string; readonly path?: readonly unknown[] }[];
}

const isErrors = (left: unknown): left is Errors =>
  Array.isArray(left) && left.every((error: { context?: unknown } | null) => Array.isArray(error?.context));

const steps = (path: readonly unknown[] = []): string =>
  path.map((step) => String((step as { key?: unknown } | null)?.key ?? step)).join('.');

/**
 * Data through a decoder, in order, also where the decoder answers later. What does not decode is reported, and the
 * stream goes on. Without a decoder data passes as it is.
 */
export const decoded = <T>(
  decoder: Decoder<T> | undefined,
  event: string,
  channel: string | undefined,
  report: (error: PusherError) => void,
): OperatorFunction<unknown, T> => {
  if (decoder === undefined) return identity as OperatorFunction<unknown, T>;
  const refuse = (reasons: readonly string[], cause?: unknown): Observable<never> => {
    report(new DecodeError(event, channel, reasons, cause));
    return EMPTY;
  };
  const settle = ({ value, issues }: Validated): Observable<T> =>
    issues === undefined
      ? of(value as T)
      : refuse(issues.map(({ message, path }) => (path?.length ? `${steps(path)}: ${message}` : message)));
  const decode = (data: unknown): Observable<T> => {
    if ('~standard' in decoder) {
      const validated = decoder['~standard'].validate(data) as Validated | PromiseLike<Validated>;
      return 'then' in validated ? from(validated).pipe(concatMap(settle)) : settle(validated);
    }
    const result = decoder.decode(data);
    if (result._tag === 'Right') return of(result.right);
    return refuse(isErrors(result.left) ? reasonsOf(result.left) : [String(result.left)]);
  };
  return concatMap((data) =>
    defer(() => decode(data)).pipe(catchError((cause: unknown) => refuse(['the decoder threw'], cause))),
  );
};
