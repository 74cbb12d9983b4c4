import { PusherError, quote } from '../errors.js';

/** An argument that cannot be sent: a socket id, a user id, data, a path; thrown at the call. */
export class ArgumentError extends PusherError {
  readonly _tag = 'ArgumentError';
  constructor(
    readonly argument: string,
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`${argument}: ${reason}`, cause);
  }
}

/** More than the API takes at once: channels of an event, events of a batch, bytes of an event's data; thrown at the call. */
export class LimitError extends PusherError {
  readonly _tag = 'LimitError';
  constructor(
    readonly limit: 'channels' | 'batch' | 'data',
    readonly size: number,
    readonly most: number,
    /** The event, where one is to blame. */
    readonly event?: string,
  ) {
    const of = event === undefined ? '' : ` of event ${quote(event, 40)}`;
    super(`${limit}${of}: ${size}${limit === 'data' ? ' bytes' : ''}, where 1 to ${most} can be sent`);
  }
}

/** The API answered with an error. `status` is the HTTP status, `body` what it said. */
export class ApiError extends PusherError {
  readonly _tag = 'ApiError';
  constructor(
    readonly method: string,
    readonly path: string,
    readonly status: number,
    readonly body: string,
  ) {
    super(`${method} ${quote(path, 120)} answered ${status}: ${quote(body, 200)}`);
  }
}

/** No answer from the API: no connection, or one that broke. */
export class ApiUnreachable extends PusherError {
  readonly _tag = 'ApiUnreachable';
  constructor(
    readonly method: string,
    readonly path: string,
    cause: unknown,
  ) {
    super(
      `${method} ${quote(path, 120)} failed: ${quote(cause instanceof Error ? cause.message : String(cause), 200)}`,
      cause,
    );
  }
}

/** No answer from the API within the option `timeout` (ms). A publish may have been accepted all the same. */
export class ApiTimeout extends PusherError {
  readonly _tag = 'ApiTimeout';
  constructor(
    readonly method: string,
    readonly path: string,
    readonly timeout: number,
  ) {
    super(`${method} ${quote(path, 120)} not answered within ${timeout} ms`);
  }
}

/** An answer of the API that is not what it should be. */
export class ApiAnswerError extends PusherError {
  readonly _tag = 'ApiAnswerError';
  constructor(
    readonly method: string,
    readonly path: string,
    readonly body: string,
    readonly reasons: readonly string[],
    cause?: unknown,
  ) {
    super(`${method} ${quote(path, 120)} answered ${quote(body)}: ${reasons.join('; ')}`, cause);
  }
}

/** A value that `publish()` could not keep: more than `maxQueued` were waiting. */
export class QueueOverflow extends PusherError {
  readonly _tag = 'QueueOverflow';
  constructor(readonly maxQueued: number) {
    super(`more than ${maxQueued} values waiting to be published`);
  }
}

/** What is wrong with a request that says it is a webhook. */
export type WebhookFault = 'header' | 'key' | 'signature' | 'content-type' | 'body';

/** A webhook that is not one, or not from whom it says. `fault` is the part that is wrong. */
export class WebhookError extends PusherError {
  readonly _tag = 'WebhookError';
  constructor(
    readonly fault: WebhookFault,
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`webhook ${fault}: ${reason}`, cause);
  }
}
