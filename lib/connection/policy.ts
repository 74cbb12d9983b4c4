import type { ObservableInput } from 'rxjs';
import type { PusherError } from '../errors.js';
import { CallbackError, OptionError } from '../errors.js';
import { ServerError, SocketClosed } from './errors.js';
import type { CloseAction } from '../protocol/close-code.js';
import { closeAction } from '../protocol/close-code.js';
import { backoff } from '../rx/backoff.js';

/** Delays in ms. A function decides for itself: its first value, or its completion, starts the attempt; an error is final. */
export type ReconnectOption =
  | {
      /** Shortest delay. Default 1,000. From the fourth attempt in a row on it is at least 100, or `maxDelay`. */
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

/** What follows a failure of the connection. */
export const actionAfter = (cause: PusherError): CloseAction => {
  if (cause instanceof SocketClosed) return closeAction(cause.code);
  if (cause instanceof ServerError) return cause.code === null ? 'backoff' : closeAction(cause.code);
  return cause instanceof OptionError || cause instanceof CallbackError ? 'fatal' : 'backoff';
};

/**
 * How long (ms) to wait before attempt number `attempt`: a random time between `minDelay` and a bound that doubles with
 * each attempt up to `maxDelay`, so that clients that were cut off together do not come back together. For the first two
 * attempts in a row, a server that says "come back at once" is obeyed after a random time below `minDelay`, for it says so
 * to all of its clients; one that says "over TLS" is obeyed without a delay, for it says so to this client only.
 */
export const delayBefore = (
  attempt: number,
  action: CloseAction,
  settings: ReconnectSettings,
  random: () => number,
): number => {
  if (action === 'slow') return settings.maxDelay;
  if (action !== 'backoff' && attempt <= 2) return action === 'tls' ? 0 : random() * settings.minDelay;
  return backoff(attempt, settings, random());
};

/** Attempts in a row that need no distance from each other. */
const UNSPACED = 3;

/** Least ms between two attempts after those. */
const LEAST_DELAY = 100;

/** The shortest delay (ms) before attempt number `attempt`, whatever ends the wait; `maxDelay`, if that is shorter. */
export const leastDelay = (attempt: number, { maxDelay }: ReconnectSettings): number =>
  attempt > UNSPACED ? Math.min(LEAST_DELAY, maxDelay) : 0;
