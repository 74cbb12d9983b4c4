import { PusherError } from '../errors.js';
import { eventOn, quote } from '../text.js';

/** The server refused a subscription. `status` is the HTTP-like status where the server gives one. */
export class SubscriptionRejected extends PusherError {
  readonly _tag = 'SubscriptionRejected';
  constructor(
    /** The channel. */ readonly channel: string,
    /** What the server said. */ readonly reason: string,
    /** As in HTTP; only from servers that give one. */ readonly status?: number,
    cause?: unknown,
  ) {
    super(`subscription of ${quote(channel, 40)} rejected: ${quote(reason, 200)}`, cause);
  }
}

/** The server did not answer a subscription within `subscriptionTimeout` (ms). */
export class SubscriptionTimeout extends PusherError {
  readonly _tag = 'SubscriptionTimeout';
  constructor(
    /** The channel. */ readonly channel: string,
    /** Ms that the server had. */ readonly timeout: number,
  ) {
    super(`no answer to the subscription of ${quote(channel, 40)} within ${timeout} ms`);
  }
}

/** An encrypted event that does not open, also not after a new authorization (`cause` if that failed). */
export class DecryptionError extends PusherError {
  readonly _tag = 'DecryptionError';
  constructor(
    /** The name of the event. */ readonly event: string,
    /** The channel. */ readonly channel: string,
    /** What kept it from opening. */ readonly reason: string,
    cause?: unknown,
  ) {
    super(`${eventOn(event, channel)} did not open: ${reason}`, cause);
  }
}
