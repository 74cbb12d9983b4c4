import { TimeoutError } from 'rxjs';
import { CallbackError, OptionError, quote } from '../errors.js';
import {
  AuthorizationAnswerError,
  AuthorizationCallbackError,
  AuthorizationDenied,
  AuthorizationError,
  AuthorizationNetworkError,
  AuthorizationStatusError,
  AuthorizationTimeout,
} from './errors.js';

/** When another attempt may help: no sooner than `after` ms. Those whom one request failed have one `jitter` (0 to 1). */
export interface Again {
  readonly after: number;
  readonly jitter: number;
}

/** Why an attempt failed, before it is said of whom: one request can fail for many channels, and each has its own error. */
export class Failure extends Error {
  constructor(
    readonly kind: new (
      channel: string | undefined,
      reason: string,
      status?: number,
      cause?: unknown,
    ) => AuthorizationError,
    readonly reason: string,
    readonly status?: number,
    cause?: unknown,
    readonly again?: Again | false,
  ) {
    super(reason, { cause });
  }

  of(channel: string | undefined): AuthorizationError {
    const { kind: Kind, reason, status, cause } = this;
    // What a function of the user's got from here, and handed on, is its own explanation.
    const known = cause instanceof CallbackError ? cause.cause : undefined;
    return known instanceof AuthorizationError ? known : new Kind(channel, reason, status, cause);
  }
}

export const unusable = (reasons: string, status?: number): Failure =>
  new Failure(AuthorizationAnswerError, `unusable answer: ${reasons}`, status);

/** Throws what a status other than 200 and 201 says. `after`: how long (ms) the server does not want to be asked. */
export const assertStatus = (status: number, jitter: number, after = 0): void => {
  if (status === 200 || status === 201) return;
  const kind = status === 401 || status === 403 ? AuthorizationDenied : AuthorizationStatusError;
  const passing = status === 408 || status === 429 || status >= 500;
  throw new Failure(kind, `refused with ${status}`, status, undefined, passing && { after, jitter });
};

/** Whatever an attempt threw, as a failure. */
export const failureOf = (cause: unknown, timeout: number, jitter = 0): Failure => {
  if (cause instanceof Failure) return cause;
  if (cause instanceof TimeoutError) return new Failure(AuthorizationTimeout, `no answer within ${timeout} ms`);
  if (cause instanceof CallbackError) return new Failure(AuthorizationCallbackError, cause.message, undefined, cause);
  const again = !(cause instanceof OptionError) && { after: 0, jitter };
  const said = cause instanceof Error ? `: ${quote(cause.message, 200)}` : '';
  return new Failure(AuthorizationNetworkError, `the request failed${said}`, undefined, cause, again);
};
