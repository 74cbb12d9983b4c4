import { PusherError, quote } from '../errors.js';

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
