import type { ObservableInput } from 'rxjs';
import { CallbackError, OptionError, PusherError, ServerError, SocketClosed } from '../errors.js';
import type { CloseAction } from '../protocol/close-code.js';
import { closeAction } from '../protocol/close-code.js';

/** Delays in ms. A function decides for itself: its first value, or its completion, starts the attempt; an error is final. */
export type ReconnectOption =
  | {
      /** Shortest delay. Default 1,000. */
      minDelay?: number;
      /** Longest delay. Default 30,000. */
      maxDelay?: number;
      /** Attempts in a row before the connection is `failed`. Default: no end. */
      maxAttempts?: number;
      /** How long a connection must have lasted for attempts to count afresh. Default 5,000. */
      minUptime?: number;
    }
  | ((attempt: number, cause: PusherError) => ObservableInput<unknown>);

/** The option with its defaults in place. */
export interface ReconnectSettings {
  readonly minDelay: number;
  readonly maxDelay: number;
  readonly maxAttempts: number;
  readonly minUptime: number;
  readonly custom: ((attempt: number, cause: PusherError) => ObservableInput<unknown>) | undefined;
}

/** Anything an attempt can fail with, as one of our own errors. */
export const asPusherError = (cause: unknown): PusherError =>
  cause instanceof PusherError ? cause : new CallbackError('connection', cause);

/** What follows a failure of the connection. */
export const actionAfter = (cause: PusherError): CloseAction => {
  if (cause instanceof SocketClosed) return closeAction(cause.code);
  if (cause instanceof ServerError) return cause.code === null ? 'backoff' : closeAction(cause.code);
  return cause instanceof OptionError || cause instanceof CallbackError ? 'fatal' : 'backoff';
};

/**
 * How long to wait before attempt number `attempt`: a random time between `minDelay` and a bound that doubles with each
 * attempt up to `maxDelay`, so that clients cut off together do not come back together. Where the server asks to come
 * back at once it is a random time below `minDelay`, for it asks all of its clients; and not for ever: from the third
 * attempt in a row on it backs off as well. To be told to come back over TLS is nobody else's affair, and takes no time.
 */
export const delayBefore = (
  attempt: number,
  action: CloseAction,
  { minDelay, maxDelay }: ReconnectSettings,
  random: () => number,
): number => {
  if (action === 'slow') return maxDelay;
  if (action !== 'backoff' && attempt <= 2) return action === 'tls' ? 0 : random() * minDelay;
  // Also from nothing it doubles.
  const bound = Math.min(maxDelay, Math.max(1, minDelay) * 2 ** attempt);
  return minDelay + random() * Math.max(0, bound - minDelay);
};
