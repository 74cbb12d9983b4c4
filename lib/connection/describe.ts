import type { PusherError } from '../errors.js';
import { printable } from '../text.js';
import { SocketClosed } from './errors.js';
import type { ConnectionState } from './state.js';

/** Causes have causes; what goes deeper than this goes round. */
const DEEPEST = 10;

/** The words of whatever is at the bottom: of Node, where a name has several addresses, one for each. */
const wordsOf = (cause: unknown, depth = 0): string | undefined => {
  if (typeof cause !== 'object' || cause === null || depth > DEEPEST) return undefined;
  const { message, cause: deeper, errors } = cause as { message?: unknown; cause?: unknown; errors?: unknown };
  const own = typeof message === 'string' && message !== '' ? message : undefined;
  if (!Array.isArray(errors)) return wordsOf(deeper, depth + 1) ?? own;
  const all = errors.map((error) => wordsOf(error, depth + 1)).filter((words) => words !== undefined);
  return all.length > 0 ? [...new Set(all)].join(', ') : own;
};

/** Why there is no connection, in one line. A close that nobody has said says nothing: what is known beyond it does. */
export const reasonOf = (cause: PusherError): string =>
  printable((cause instanceof SocketClosed && cause.reason === '' ? wordsOf(cause.cause) : undefined) ?? cause.message);

/** A state in one line, for a log. */
export const describe = (state: ConnectionState): string => {
  const { status } = state;
  if (status === 'connecting' && state.attempt > 1) return `${status}, attempt ${state.attempt}`;
  if (status === 'failed') return `${status}: ${reasonOf(state.cause)}`;
  // That of every day goes without saying.
  if (status === 'connected' && state.transport !== 'ws') return `${status} over ${state.transport}`;
  if (status !== 'waiting') return status;
  const delay = state.delay < Infinity ? ` ${Math.round(state.delay / 100) / 10} s` : '';
  return `${status}${delay}: ${reasonOf(state.cause)}`;
};
