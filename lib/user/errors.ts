import { PusherError } from '../errors.js';
import { quote } from '../text.js';

/** The server refused the sign-in. */
export class SigninRejected extends PusherError {
  readonly _tag = 'SigninRejected';
  constructor(
    /** What the server said. */ readonly reason: string,
    cause?: unknown,
  ) {
    super(`sign-in rejected: ${quote(reason, 200)}`, cause);
  }
}

/** The server did not answer a sign-in within `subscriptionTimeout` (ms). */
export class SigninTimeout extends PusherError {
  readonly _tag = 'SigninTimeout';
  constructor(
    /** Ms that the server had. */
    readonly timeout: number,
  ) {
    super(`no answer to the sign-in within ${timeout} ms`);
  }
}
