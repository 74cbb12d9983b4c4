import { mayBeAnything, namesChannel, RECENT, REFUSAL } from '../../protocol/refusal.js';
import type { Channel, World } from './state.js';

/**
 * Whose an error is that names no channel, of what the tabs have asked for: the channel in its message, or the only one that
 * waits, or the sign-in. `nobody`: it is no answer to any of these.
 */
export const culprit = (
  { channels, user, host, riskyAt }: World,
  code: number | undefined,
  message: string,
): Channel | 'user' | 'unclear' | 'nobody' => {
  const isWide = mayBeAnything(code);
  if (code !== REFUSAL && !isWide) return 'nobody';
  const waiting = [...channels.values()].filter(({ subscribed }) => !subscribed);
  const signingIn = user !== undefined && user.success === undefined && !user.refused;
  if (waiting.length === 0 && !signingIn) return 'nobody';
  const named = waiting.filter(({ name }) => namesChannel(message, name));
  if (named.length === 1 && named[0] !== undefined) return named[0];
  const authorized = waiting.filter(({ kind }) => kind.type !== 'public');
  const possible = authorized.length > 0 || signingIn ? authorized : waiting;
  if (possible.length + Number(signingIn) !== 1) return 'unclear';
  if (isWide && host.now() - riskyAt < RECENT) return 'unclear';
  return possible[0] ?? 'user';
};
