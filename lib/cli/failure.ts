import { CommanderError } from 'commander';
import { AuthorizationNetworkError } from '../authorization/errors.js';
import { SocketClosed } from '../connection/errors.js';
import { OptionError } from '../errors.js';
import { ChannelNameError, EventNameError } from '../protocol/errors.js';
import { rootCause } from '../root-cause.js';
import { ArgumentError, LimitError } from '../server/index.js';
import { printable } from '../text.js';

/** Flags that do not go together, or are missing. */
export class UsageError extends Error {}

const USAGE = [UsageError, OptionError, ChannelNameError, EventNameError, ArgumentError, LimitError];

/** 0 for help that was asked for, 2 for bad usage, 1 for any other failure. */
export const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return USAGE.some((kind) => error instanceof kind) ? 2 : 1;
};

// The message of an `ApiUnreachable` has its root cause in it.
const NETWORK = [SocketClosed, AuthorizationNetworkError];

/** The message of a failure; of one of the network, with its root cause, such as that a connection was refused. */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const reason = NETWORK.some((kind) => error instanceof kind) ? rootCause(error.cause) : undefined;
  return reason === undefined || error.message.includes(reason) ? error.message : `${error.message}: ${reason}`;
};

/** What is left to say of a failure: commander has said its own already. */
export const messageOf = (error: unknown): string =>
  error instanceof CommanderError ? '' : `rx-pusher: ${printable(reasonOf(error))}\n`;
