import { PusherError } from '../errors.js';
import { eventOn } from '../text.js';

/** Data of a client event that cannot be written as JSON; thrown at the call. */
export class EventDataError extends PusherError {
  readonly _tag = 'EventDataError';
  constructor(
    /** The name of the event. */ readonly event: string,
    /** The channel. */ readonly channel: string,
    cause: unknown,
  ) {
    super(`data of ${eventOn(event, channel)} is not JSON`, cause);
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
    super(`${eventOn(event, channel)} could not be sent within ${timeout} ms`);
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
    super(`${eventOn(event, channel)} is beyond ${limit} client events a second`);
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
      `${eventOn(event, channel)} was not sent: ${held} client events are waiting to be written (clientEvents.maxHeld)`,
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
    super(`${eventOn(event, channel)} has ${size} bytes, more than ${limit}`);
  }
}
