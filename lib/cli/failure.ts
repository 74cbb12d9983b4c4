import { CommanderError } from 'commander';
import { ChannelNameError, OptionError, SocketClosed } from '../errors.js';

/** Flags that do not go together. */
export class UsageError extends Error {}

const isUsage = (error: unknown): boolean =>
  error instanceof UsageError || error instanceof OptionError || error instanceof ChannelNameError;

/** 0 for help that was asked for, 2 for bad usage, 1 for any other failure. */
export const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return isUsage(error) ? 2 : 1;
};

/** A failure; of a socket's, with what the system says of it. */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { cause, message } = error;
  return error instanceof SocketClosed && cause instanceof Error ? `${message}: ${cause.message}` : message;
};

/** What is left to say of a failure: commander has said its own already. */
export const messageOf = (error: unknown): string =>
  error instanceof CommanderError ? '' : `rx-pusher: ${reasonOf(error)}\n`;
