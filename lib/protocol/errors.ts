import { PusherError } from '../errors.js';
import { eventOn, quote } from '../text.js';

/** The most reasons that a message, or what a codec has against a value, goes into. */
export const MOST_REASONS = 10;

/** A channel name the protocol does not allow, or a use its kind does not allow; thrown at the call. */
export class ChannelNameError extends PusherError {
  readonly _tag = 'ChannelNameError';
  constructor(
    /** The name as it was given. */ readonly channel: string,
    /** Which rule it breaks. */ readonly reason: string,
  ) {
    super(`channel ${quote(channel, 40)}: ${reason}`);
  }
}

/** An event name that cannot be listened to or sent; thrown at the call. */
export class EventNameError extends PusherError {
  readonly _tag = 'EventNameError';
  constructor(
    /** The name as it was given. */ readonly event: string,
    /** Which rule it breaks. */ readonly reason: string,
  ) {
    super(`event ${quote(event, 40)}: ${reason}`);
  }
}

/** A frame that is not one: `text` is what came, `reasons` what is wrong with it. */
export class FrameError extends PusherError {
  readonly _tag = 'FrameError';
  constructor(
    /** What came, whole; empty if it was no text. */ readonly text: string,
    /** One for each fault. */ readonly reasons: readonly string[],
    cause?: unknown,
  ) {
    super(`malformed frame ${quote(text)}: ${reasons.join('; ')}`, cause);
  }
}

/** The data of an event, or of a frame of the protocol, that its decoder refuses. */
export class DecodeError extends PusherError {
  readonly _tag = 'DecodeError';
  constructor(
    /** The name of the event. */ readonly event: string,
    /** Where it came; undefined for frames without a channel. */ readonly channel: string | undefined,
    /** What the decoder said, one for each fault. */ readonly reasons: readonly string[],
    cause?: unknown,
  ) {
    super(`data of ${eventOn(event, channel)}: ${reasons.slice(0, MOST_REASONS).join('; ')}`, cause);
  }
}

/** A frame of the protocol that this version does not know, or an event that says not on which channel. */
export class UnknownEventError extends PusherError {
  readonly _tag = 'UnknownEventError';
  constructor(
    /** The name of the event. */ readonly event: string,
    /** Where it came; undefined if the frame did not say. */ readonly channel: string | undefined,
  ) {
    super(`unknown event ${eventOn(event, channel)}`);
  }
}
