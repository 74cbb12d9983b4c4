import { PusherError } from '../errors.js';
import { quote } from '../text.js';

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
    super(`${quote(event, 40)} on ${quote(channel, 40)} did not open: ${reason}`, cause);
  }
}

/** Data of a client event that cannot be written as JSON; thrown at the call. */
export class EventDataError extends PusherError {
  readonly _tag = 'EventDataError';
  constructor(
    /** The name of the event. */ readonly event: string,
    /** The channel. */ readonly channel: string,
    cause: unknown,
  ) {
    super(`data of ${quote(event, 40)} for ${quote(channel, 40)} is not JSON`, cause);
  }
}

/** A client event that could not be written within `subscriptionTimeout` (ms). */
export class TriggerTimeout extends PusherError {
  readonly _tag = 'TriggerTimeout';
  constructor(
    /** The name of the event. */ readonly event: string,
    /** The channel. */ readonly channel: string,
    /** Ms that it waited. */ readonly timeout: number,
  ) {
    super(`${quote(event, 40)} on ${quote(channel, 40)} could not be sent within ${timeout} ms`);
  }
}

/** A client event beyond the pace the server allows, where the option says not to hold it back. */
export class TriggerRateExceeded extends PusherError {
  readonly _tag = 'TriggerRateExceeded';
  constructor(
    /** The name of the event. */ readonly event: string,
    /** The channel. */ readonly channel: string,
    /** Client events a second, for the whole connection. */ readonly limit: number,
  ) {
    super(`${quote(event, 40)} on ${quote(channel, 40)} is beyond ${limit} client events a second`);
  }
}

/** A client event that found as many waiting to be written as the option `clientEvents.maxHeld` allows. */
export class TriggerQueueFull extends PusherError {
  readonly _tag = 'TriggerQueueFull';
  constructor(
    /** The name of the event. */ readonly event: string,
    /** The channel. */ readonly channel: string,
    /** How many were waiting. */ readonly held: number,
  ) {
    super(
      `${quote(event, 40)} on ${quote(channel, 40)} was not sent: ${held} client events are waiting to be written (clientEvents.maxHeld)`,
    );
  }
}

/**
 * A client event larger than the option `clientEvents.maxSize`, which was not sent; or, where the option is not set, one
 * larger than Pusher's service takes, which was.
 */
export class ClientEventTooLarge extends PusherError {
  readonly _tag = 'ClientEventTooLarge';
  constructor(
    /** The name of the event. */ readonly event: string,
    /** The channel. */ readonly channel: string,
    /** Bytes of its frame. */ readonly size: number,
    /** Bytes that it may have. */ readonly limit: number,
  ) {
    super(`${quote(event, 40)} on ${quote(channel, 40)} has ${size} bytes, more than ${limit}`);
  }
}
