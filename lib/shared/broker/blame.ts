import type { Channel, World } from './state.js';

/** ms within which a server answers what was written. */
const RECENT = 5_000;
const REFUSAL = 4009;
/** Reverb's, for all it does not take. */
const ANYTHING = 4200;

const isPart = (letter: string | undefined): boolean => letter !== undefined && /[\w\-=@]/.test(letter);

/** Whether a message names a channel: the whole name, not a part of another one. */
const names = (message: string, name: string): boolean => {
  for (let at = message.indexOf(name); at >= 0; at = message.indexOf(name, at + 1))
    if (!isPart(message[at - 1]) && !isPart(message[at + name.length])) return true;
  return false;
};

/**
 * Whose an error is that names no channel, of what the tabs have asked for: the channel in its message, or the only one that
 * waits, or the sign-in. `nobody`: it is no answer to any of these.
 */
export const culprit = (
  { channels, user, host, riskyAt }: World,
  code: number | undefined,
  message: string,
): Channel | 'user' | 'unclear' | 'nobody' => {
  const isWide = code === undefined || code === ANYTHING;
  if (code !== REFUSAL && !isWide) return 'nobody';
  const waiting = [...channels.values()].filter(({ subscribed }) => !subscribed);
  const signingIn = user !== undefined && user.success === undefined && !user.refused;
  if (waiting.length === 0 && !signingIn) return 'nobody';
  const named = waiting.filter(({ name }) => names(message, name));
  if (named.length === 1 && named[0] !== undefined) return named[0];
  const authorized = waiting.filter(({ kind }) => kind.type !== 'public');
  const possible = authorized.length > 0 || signingIn ? authorized : waiting;
  if (possible.length + Number(signingIn) !== 1) return 'unclear';
  if (isWide && host.now() - riskyAt < RECENT) return 'unclear';
  return possible[0] ?? 'user';
};
