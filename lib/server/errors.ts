import { PusherError } from '../errors.js';
import { rootCause } from '../root-cause.js';
import { quote } from '../text.js';
import { textOf } from './thrown.js';

const shortened = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);
const at = (host: string | undefined): string => (host === undefined ? '' : ` at ${host}`);

/** An argument that cannot be sent: a socket id, a user id, data, a path; thrown at the call. */
export class ArgumentError extends PusherError {
  readonly _tag = 'ArgumentError';
  constructor(
    /** Its name. */ readonly argument: string,
    /** What is wrong with it. */ readonly reason: string,
    cause?: unknown,
  ) {
    super(`${argument}: ${reason}`, cause);
  }
}

/** More than the API takes at once: channels of an event, events of a batch, bytes of an event's data; thrown at the call. */
export class LimitError extends PusherError {
  readonly _tag = 'LimitError';
  constructor(
    /** Which: channels of an event, events of a batch, or data of an event. */ readonly limit:
      'channels' | 'batch' | 'data',
    /** How much it was: a number, or bytes of data. */ readonly size: number,
    /** How much can be sent, in the same unit. */ readonly most: number,
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
    /** `GET` or `POST`. */ readonly method: string,
    /** From the root of the host, without the query. */ readonly path: string,
    /** HTTP status. */ readonly status: number,
    /** The text of the answer. */ readonly body: string,
  ) {
    super(`${method} ${quote(path, 120)} answered ${status}: ${quote(body, 200)}`);
  }
}

/** No answer from the API: no connection, or one that broke. The message ends with the root cause. */
export class ApiUnreachable extends PusherError {
  readonly _tag = 'ApiUnreachable';
  constructor(
    /** `GET` or `POST`. */ readonly method: string,
    /** From the root of the host, without the query. */ readonly path: string,
    cause: unknown,
    /** Where it was looked for, with the port if that is not the scheme's own. */ readonly host?: string,
  ) {
    super(`${method} ${quote(path, 120)}${at(host)} failed: ${shortened(rootCause(cause) ?? textOf(cause))}`, cause);
  }
}

/** No answer from the API within the option `timeout` (ms). A publish may have been accepted all the same. */
export class ApiTimeout extends PusherError {
  readonly _tag = 'ApiTimeout';
  constructor(
    /** `GET` or `POST`. */ readonly method: string,
    /** From the root of the host, without the query. */ readonly path: string,
    /** Ms that the API had. */ readonly timeout: number,
    /** Who did not answer, with the port if that is not the scheme's own. */ readonly host?: string,
  ) {
    super(`${method} ${quote(path, 120)}${at(host)} not answered within ${timeout} ms`);
  }
}

/** An answer of the API that is not what it should be. */
export class ApiAnswerError extends PusherError {
  readonly _tag = 'ApiAnswerError';
  constructor(
    /** `GET` or `POST`. */ readonly method: string,
    /** From the root of the host, without the query. */ readonly path: string,
    /** The text of the answer. */ readonly body: string,
    /** One for each fault. */ readonly reasons: readonly string[],
    cause?: unknown,
  ) {
    super(`${method} ${quote(path, 120)} answered ${quote(body)}: ${reasons.join('; ')}`, cause);
  }
}

/** A value that `publish()` could not keep: more than `maxQueued` were waiting. */
export class QueueOverflow extends PusherError {
  readonly _tag = 'QueueOverflow';
  constructor(
    /** The option. */
    readonly maxQueued: number,
  ) {
    super(`more than ${maxQueued} values waiting to be published`);
  }
}

/** What is wrong with a request that says it is a webhook. */
export type WebhookFault = 'header' | 'key' | 'signature' | 'content-type' | 'body';

/** A webhook that is not one, or not from whom it says. `fault` is the part that is wrong. */
export class WebhookError extends PusherError {
  readonly _tag = 'WebhookError';
  constructor(
    /** The part that is wrong. */ readonly fault: WebhookFault,
    /** What is wrong with it. */ readonly reason: string,
    cause?: unknown,
  ) {
    super(`webhook ${fault}: ${reason}`, cause);
  }
}
