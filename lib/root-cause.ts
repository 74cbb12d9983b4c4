/** So many causes are looked at, for some go round in a circle. */
const MOST = 100;

/**
 * What is at the bottom of a failure, in words: the message of the deepest cause that has one, such as "connect ECONNREFUSED
 * 127.0.0.1:6001" for a "fetch failed". Where a name has several addresses, Node gives an error for each: their messages.
 * undefined if nothing has a message. Errors are known by their message, not by their class: there is a class for each realm.
 */
export const rootCause = (error: unknown, seen = new Set<unknown>()): string | undefined => {
  if (typeof error === 'string') return error || undefined;
  if (seen.has(error) || seen.size >= MOST) return undefined;
  seen.add(error);
  const { message, code, cause, errors } = Object(error) as Readonly<Record<string, unknown>>;
  const each = Array.isArray(errors) ? errors.map((one) => rootCause(one, seen)) : [rootCause(cause, seen)];
  const deeper = each.filter((words) => words !== undefined).join('; ');
  return [deeper, message, code].find((words): words is string => typeof words === 'string' && words !== '');
};
