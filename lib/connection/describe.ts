import type { PusherError } from '../errors.js';
import { rootCause } from '../root-cause.js';
import { printable } from '../text.js';
import { SocketClosed } from './errors.js';
import type { ConnectionState } from './state.js';

/** Why there is no connection, in one line. For a close without a reason that is its root cause, where one is known. */
export const reasonOf = (cause: PusherError): string =>
  printable(
    (cause instanceof SocketClosed && cause.reason === '' ? rootCause(cause.cause) : undefined) ?? cause.message,
  );

/** A state in one line, for a log. */
export const describe = (state: ConnectionState): string => {
  const attempt = state.status === 'connecting' && state.attempt > 1 ? `, attempt ${state.attempt}` : '';
  const delay = state.status === 'waiting' && state.delay < Infinity ? ` ${Math.round(state.delay / 100) / 10} s` : '';
  return state.status + attempt + delay + ('cause' in state ? `: ${reasonOf(state.cause)}` : '');
};
