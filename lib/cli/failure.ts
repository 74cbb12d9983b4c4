import { CommanderError } from 'commander';
import { AuthorizationNetworkError } from '../authorization/errors.js';
import { ChannelNameError, EventNameError } from '../protocol/errors.js';
import { OptionError } from '../errors.js';
import { printable } from '../text.js';
import { SocketClosed } from '../connection/errors.js';
import { ApiUnreachable, ArgumentError, LimitError } from '../server/index.js';

/** Flags that do not go together, or are missing. */
export class UsageError extends Error {}

const USAGE = [UsageError, OptionError, ChannelNameError, EventNameError, ArgumentError, LimitError];

/** 0 for help that was asked for, 2 for bad usage, 1 for any other failure. */
export const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return USAGE.some((kind) => error instanceof kind) ? 2 : 1;
};

/** What is at the bottom of a failure, such as that a connection was refused. */
const rootOf = (cause: unknown): string | undefined => {
  if (!(cause instanceof Error)) return undefined;
  const { message, cause: deeper, code } = cause as Error & { code?: unknown };
  // Where two addresses were tried, there is a code but no message.
  return rootOf(deeper) ?? (message === '' && typeof code === 'string' ? code : message);
};

const NETWORK = [SocketClosed, ApiUnreachable, AuthorizationNetworkError];

/** A failure; of the network, with what is at the bottom of it. */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const reason = NETWORK.some((kind) => error instanceof kind) ? rootOf(error.cause) : undefined;
  return reason === undefined || error.message.includes(reason) ? error.message : `${error.message}: ${reason}`;
};

/** What is left to say of a failure: commander has said its own already. */
export const messageOf = (error: unknown): string =>
  error instanceof CommanderError ? '' : `rx-pusher: ${printable(reasonOf(error))}\n`;
