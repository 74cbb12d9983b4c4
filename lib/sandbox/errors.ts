import { PusherError } from '../errors.js';

/** The sandbox could not listen where it was told to. The `cause` has the system's code, as EADDRINUSE. */
export class ListenError extends PusherError {
  readonly _tag = 'ListenError';
  constructor(
    /** The address of the option. */ readonly host: string,
    /** The port of the option. */ readonly port: number,
    cause: Error,
  ) {
    const inUse = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE';
    super(`cannot listen on ${host}:${port}: ${inUse ? 'the port is in use' : cause.message}`, cause);
  }
}

/** A webhook that could not be delivered within five minutes. `status` is the last answer's, where there was one. */
export class WebhookNotTaken extends PusherError {
  readonly _tag = 'WebhookNotTaken';
  constructor(
    /** Where to. */ readonly url: string,
    /** Of the last answer. */ readonly status: number | undefined,
    cause?: unknown,
  ) {
    super(`webhook to ${url} failed${status === undefined ? '' : ` with status ${status}`}`, cause);
  }
}
