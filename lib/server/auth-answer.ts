import type { PresenceMember, SignedUser } from './authorize.js';
import { asSeen, isId } from './authorize.js';
import type { JsonRecord } from './loose.js';
import { isRecord } from '../protocol/shape.js';

/** Who is let in, and as whom; or the status of a refusal. */
export type Decision<T> = { readonly as: T } | { readonly status: number };

const FORBIDDEN = { status: 403 };

/** No, with a status that the hook wants; undefined if the answer has none. */
const refusalOf = (answer: unknown): { readonly status: number } | undefined => {
  const status = isRecord(answer) ? answer['status'] : undefined;
  return typeof status === 'number' && status >= 400 && status < 600 ? { status } : undefined;
};

/**
 * Whom the answer names by `id`, with the id as a text. As JSON, for so it is signed: what it inherits is not in there, and neither
 * is what is undefined.
 */
const namedBy = (id: 'user_id' | 'id', answer: unknown): JsonRecord | undefined => {
  if (!isRecord(answer)) return undefined;
  const [, seen] = asSeen('answer', answer);
  return isId(seen[id]) ? { ...seen, [id]: String(seen[id]) } : undefined;
};

const decisionOf = <T>(id: 'user_id' | 'id', answer: unknown): Decision<T> => {
  const refusal = refusalOf(answer);
  if (refusal !== undefined) return refusal;
  const named = namedBy(id, answer);
  if (named !== undefined) return { as: named as T };
  if (isRecord(answer) && typeof answer['status'] === 'number')
    throw new RangeError('the status of a refusal is not from 400 to 599');
  return FORBIDDEN;
};

/** What a hook's answer says of a channel: only `true`, and a member with an id, let anybody in. */
export const channelDecision = (answer: unknown): Decision<PresenceMember | undefined> =>
  answer === true ? { as: undefined } : decisionOf<PresenceMember>('user_id', answer);

/** What a hook's answer says of a sign-in: only a user with an id is signed in. */
export const userDecision = (answer: unknown): Decision<SignedUser> => decisionOf<SignedUser>('id', answer);
