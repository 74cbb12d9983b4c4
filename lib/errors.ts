/** Escapes what a log or a terminal would obey: line breaks and control characters. */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029]/gu, (c) => `\\u${(c.charCodeAt(0) + 0x10000).toString(16).slice(1)}`);

/** Quotes text from outside for a message: shortened, and escaped so that it cannot forge a log line. */
export const quote = (text: string, most = 80): string =>
  printable(JSON.stringify(text.length > most ? `${text.slice(0, most)}…` : text));

/** The most reasons that a message, or what a codec has against a value, goes into. */
export const MOST_REASONS = 10;

/**
 * Everything this library reports is a `PusherError`: tell them apart by `_tag` or `instanceof`.
 * The `message` names the culprit, the `cause` is kept, and no secret, signature or token is ever in either.
 */
export abstract class PusherError extends Error {
  /** The name of the class, as a literal: narrows a union of errors in a `switch`. */
  abstract readonly _tag: string;

  constructor(message: string, cause?: unknown) {
    // Also what decoders and callbacks say may be in it, and they repeat text from outside.
    super(printable(message), cause === undefined ? undefined : { cause });
  }

  /** The same as `_tag`. */
  override get name(): string {
    // The tag is a field of the subclass, so it is not there yet while V8 captures the stack.
    return '_tag' in this ? this._tag : 'PusherError';
  }
}

/** An option that cannot be used; thrown at the call that took it. */
export class OptionError extends PusherError {
  readonly _tag = 'OptionError';
  constructor(
    /** Its name; of a nested one the path, as `reconnect.maxDelay`. */ readonly option: string,
    /** What is wrong with it; never its value. */ readonly reason: string,
    cause?: unknown,
  ) {
    super(`option ${option}: ${reason}`, cause);
  }
}

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
    super(
      `data of ${quote(event, 40)}${channel === undefined ? '' : ` on ${quote(channel, 40)}`}: ${reasons.slice(0, MOST_REASONS).join('; ')}`,
      cause,
    );
  }
}

/** A frame of the protocol that this version does not know, or an event that says not on which channel. */
export class UnknownEventError extends PusherError {
  readonly _tag = 'UnknownEventError';
  constructor(
    /** The name of the event. */ readonly event: string,
    /** Where it came; undefined if the frame did not say. */ readonly channel: string | undefined,
  ) {
    super(`unknown event ${quote(event, 40)}${channel === undefined ? '' : ` on ${quote(channel, 40)}`}`);
  }
}

/** The socket closed, or never opened (1006). `code` is the close code; `cause` what is known beyond it. */
export class SocketClosed extends PusherError {
  readonly _tag = 'SocketClosed';
  constructor(
    /** Of RFC 6455, or 4000 to 4999 of the Pusher protocol. */ readonly code: number,
    /** The text of the close frame; mostly empty. */ readonly reason: string,
    cause?: unknown,
  ) {
    super(`socket closed with ${code}${reason === '' ? '' : `: ${quote(reason, 200)}`}`, cause);
  }
}

/** A step of the connection took longer than its option allows (ms). */
export class ConnectionTimeout extends PusherError {
  readonly _tag = 'ConnectionTimeout';
  constructor(
    /** What did not come. */ readonly step: 'open' | 'handshake' | 'pong',
    /** Ms that it had. */ readonly timeout: number,
  ) {
    super(`no ${step} within ${timeout} ms`);
  }
}

/** The first frame of a connection was not a usable `pusher:connection_established`. */
export class HandshakeError extends PusherError {
  readonly _tag = 'HandshakeError';
  constructor(
    /** The frame as it came. */ readonly text: string,
    cause?: unknown,
  ) {
    super(`unusable first frame ${quote(text)}`, cause);
  }
}

/** A `pusher:error` frame. `code` is null where the server gave none. */
export class ServerError extends PusherError {
  readonly _tag = 'ServerError';
  constructor(
    /** Of the Pusher protocol, 4000 to 4999. */ readonly code: number | null,
    /** The message of the frame. */ readonly reason: string,
  ) {
    super(`server error ${code ?? 'without code'}: ${quote(reason, 200)}`);
  }
}

/** The connection was given up: `disconnect()` was called while something waited for it. */
export class Disconnected extends PusherError {
  readonly _tag = 'Disconnected';
  constructor() {
    super('disconnect() was called');
  }
}

/** A function of the user's (an option, a decoder, a provider) threw or failed. */
export class CallbackError extends PusherError {
  readonly _tag = 'CallbackError';
  constructor(
    /** Which function, as its option is named. */ readonly callback: string,
    cause: unknown,
  ) {
    super(`${callback} failed: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

/** Anything that `callback`, or what is named so, can fail with, as one of our own errors. */
export const asPusherError = (cause: unknown, callback: string): PusherError =>
  cause instanceof PusherError ? cause : new CallbackError(callback, cause);

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
