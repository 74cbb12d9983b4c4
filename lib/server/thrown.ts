/** So many causes are looked at, for an error may be its own cause. */
const MOST = 10;

/** Whether it is an error; also one of another realm, as those of `fetch` are under jest. */
export const isError = (value: unknown): value is Error =>
  value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';

/** Anything that was thrown, as text. */
export const textOf = (value: unknown): string => {
  try {
    return String(value);
  } catch {
    return 'something that is no text';
  }
};

/** An error and what it says was its cause, from the outside in. */
export const chainOf = (error: unknown): readonly unknown[] => {
  const chain = [error];
  for (let cause = error; chain.length < MOST && isError(cause) && cause.cause !== undefined;)
    chain.push((cause = cause.cause));
  return chain;
};
