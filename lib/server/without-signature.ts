import { chainOf, isError, wordsOf } from './root-cause.js';

const SIGNATURE = 'auth_signature';

/** A property as text. One that cannot be looked through is taken for one that tells. */
const shown = (value: unknown): string => {
  if (typeof value !== 'object' || value === null || isError(value)) return wordsOf(value);
  try {
    return JSON.stringify(value);
  } catch {
    return SIGNATURE;
  }
};

/** Whether it stands in an error itself, be it in a property. */
const tells = (error: unknown): boolean =>
  (isError(error) ? [error.message, error.stack, ...(Object.values(error) as unknown[])] : [error]).some((told) =>
    shown(told).includes(SIGNATURE),
  );

const plain = (error: unknown, cause: unknown): unknown => {
  const message = wordsOf(error).replace(/\S+/g, (word) => (word.includes(SIGNATURE) ? 'the API' : word));
  if (!isError(error)) return message;
  const copy = new Error(message, cause === undefined ? undefined : { cause });
  return Object.assign(copy, { name: error.name, stack: undefined, code: (error as { code?: unknown }).code });
};

/**
 * Some runtimes put the URL into the errors of fetch, and with it the signature. Such an error, however deep it is told, is told in
 * words of its own, and so are its causes.
 */
export const withoutSignature = (error: unknown): unknown => {
  const chain = chainOf(error);
  return chain.some(tells) ? chain.reduceRight<unknown>((cause, outer) => plain(outer, cause), undefined) : error;
};
