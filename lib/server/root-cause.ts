/** As deep as causes are looked into: one may be its own. */
const DEEPEST = 10;

/** Also one of another realm, as those of `fetch` are for who runs in a sandbox of the platform's, in jest for one. */
export const isError = (value: unknown): value is Error =>
  value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';

const textOf = (value: unknown): string => {
  try {
    return String(value);
  } catch {
    return 'something that is no text';
  }
};

/** An error and what it says was its cause, from the outside in. */
export const chainOf = (error: unknown): readonly unknown[] => {
  const chain = [error];
  for (let cause = error; chain.length < DEEPEST && isError(cause) && cause.cause !== undefined;)
    chain.push((cause = cause.cause));
  return chain;
};

/** What an error says by itself. Where several addresses were tried, it has no message but one error for each. */
export const wordsOf = (error: unknown): string => {
  if (!isError(error)) return textOf(error);
  if (error.message !== '') return error.message;
  const { errors, code } = error as { errors?: unknown; code?: unknown };
  const each = Array.isArray(errors) ? errors.map((one) => (isError(one) ? one.message : '')) : [];
  return each.filter((message) => message !== '').join('; ') || (typeof code === 'string' ? code : error.name);
};

/** What is at the bottom of a failure: "connect ECONNREFUSED 127.0.0.1:6001" of a "fetch failed". */
export const rootOf = (error: unknown): string => {
  const chain = chainOf(error).filter((cause) => isError(cause) || typeof cause === 'string');
  return wordsOf(chain.length === 0 ? error : chain[chain.length - 1]);
};
