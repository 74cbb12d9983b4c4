import { printable } from './text.js';

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
