import { PusherError } from '../errors.js';
import { quote } from '../text.js';

/**
 * Why an authorization failed, and whose: `channel` is undefined for the user's own. `status` is the endpoint's where it
 * gave one.
 */
export abstract class AuthorizationError extends PusherError {
  constructor(
    /** The channel; undefined for the user. */ readonly channel: string | undefined,
    reason: string,
    /** HTTP status of the answer; undefined where there was none. */ readonly status?: number,
    cause?: unknown,
  ) {
    super(`authorization of ${channel === undefined ? 'the user' : quote(channel, 40)}: ${reason}`, cause);
  }
}

/** The endpoint said no: with 401 or 403, or with 419, 440 or 498, which some servers send when a session has ended. */
export class AuthorizationDenied extends AuthorizationError {
  readonly _tag = 'AuthorizationDenied';
}

/** The endpoint answered with another status that is no success. */
export class AuthorizationStatusError extends AuthorizationError {
  readonly _tag = 'AuthorizationStatusError';
}

/** The endpoint could not be asked. `cause` is the platform's error, unless that shows a secret in the URL. */
export class AuthorizationNetworkError extends AuthorizationError {
  readonly _tag = 'AuthorizationNetworkError';
}

/** No answer within `timeout` of the endpoint, or `authorizationTimeout`. The message names the function that is late. */
export class AuthorizationTimeout extends AuthorizationError {
  readonly _tag = 'AuthorizationTimeout';
}

/** The answer is not an authorization: perhaps a page to log in on. The message says what is wrong, and nothing of the answer. */
export class AuthorizationAnswerError extends AuthorizationError {
  readonly _tag = 'AuthorizationAnswerError';
}

/** A function of the user's (authorizer, provider, `refresh`) threw or failed; `cause` is the `CallbackError` that names it. */
export class AuthorizationCallbackError extends AuthorizationError {
  readonly _tag = 'AuthorizationCallbackError';
}
