import type { CallbackError } from '../errors.js';
import { OptionError } from '../errors.js';
import { quote } from '../text.js';
import {
  AuthorizationAnswerError,
  AuthorizationCallbackError,
  AuthorizationDenied,
  AuthorizationError,
  AuthorizationNetworkError,
  AuthorizationStatusError,
} from './errors.js';

/**
 * What may help after a failure: `refresh`, or the same request again, no sooner than `after` ms. `jitter` (0 to 1) decides how
 * much later; it is the same for all channels of one failed request, so that they share the next one as well.
 */
export type Remedy = 'refresh' | readonly [after: number, jitter: number];

/** Why an attempt failed. It is not an error for users yet: one request can fail for many channels, and each gets its own. */
export class Failure extends Error {
  constructor(
    /** The error for a channel, or without one for the user. */
    readonly errorFor: (channel: string | undefined) => AuthorizationError,
    /** What may help; undefined: nothing does. */
    readonly remedy?: Remedy,
  ) {
    super();
  }
}

/** A failure with the reason that its error will give. */
export const failure = (
  Kind: new (channel: string | undefined, reason: string, status?: number, cause?: unknown) => AuthorizationError,
  reason: string,
  remedy?: Remedy,
  status?: number,
  cause?: unknown,
): Failure => new Failure((channel) => new Kind(channel, reason, status, cause), remedy);

/** Added to a reason that a session which has ended is likely to cause. */
export const SESSION_ENDED = '; session over? See `refresh`';

/** An answer that is no authorization. Often it is what a server says whose session has ended, so `refresh` may help. */
export const unusable = (reasons: string, status?: number): Failure =>
  failure(AuthorizationAnswerError, `unusable answer: ${reasons}`, 'refresh', status);

// Beside those of HTTP: Laravel's expired token, IIS's session that has ended, the invalid token of ArcGIS.
const DENIED = [401, 403, 419, 440, 498];

/**
 * Throws unless the status is 200 or 201. `after` is how long (ms) the server does not want to be asked. `redirected` says that
 * another page has answered, often the one to log in on; a redirect that nobody followed means the same (3xx, or 0 where the
 * browser hides it).
 */
export const assertStatus = (status: number, jitter: number, after = 0, redirected = false): void => {
  if (status === 200 || status === 201) return;
  const denied = DENIED.includes(status);
  const ended = redirected || status < 400 || (denied && status > 403);
  throw failure(
    denied ? AuthorizationDenied : AuthorizationStatusError,
    `refused with ${status}${ended ? SESSION_ENDED : ''}`,
    status === 408 || status === 429 || status >= 500 ? [after, jitter] : ended || denied ? 'refresh' : undefined,
    status,
  );
};

/** A function of the user's has failed. An `AuthorizationError`, which it may have from this library, is passed on as it is. */
export const callbackFailure = (error: CallbackError): Failure => {
  const { cause, message } = error;
  return new Failure((channel) =>
    cause instanceof AuthorizationError ? cause : new AuthorizationCallbackError(channel, message, undefined, error),
  );
};

/**
 * Whatever an attempt threw, as a failure. `secret` is the part of the URL that may hold one. An error of the platform that shows
 * it is left out: Deno and node-fetch put the URL into the message, Bun into `path`.
 */
export const failureOf = (cause: unknown, jitter = 0, secret?: string): Failure => {
  if (cause instanceof Failure) return cause;
  const { message = '', path } = Object(cause) as { message?: string; path?: string };
  const isSafe = secret === undefined || !`${message} ${path}`.includes(secret);
  return failure(
    AuthorizationNetworkError,
    `the request failed${isSafe && message ? `: ${quote(message, 200)}` : ''}`,
    cause instanceof OptionError ? undefined : [0, jitter],
    undefined,
    isSafe ? cause : undefined,
  );
};
