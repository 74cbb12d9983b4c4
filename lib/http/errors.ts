import { PusherError } from '../errors.js';

/** What went wrong with HTTP streaming or polling: the `cause` of the `SocketClosed` (1006) that it is. */
export class HttpTransportError extends PusherError {
  readonly _tag = 'HttpTransportError';
  constructor(
    /** What happened. */ readonly reason: string,
    /** The status of the answer, where that was it. */ readonly status?: number,
    cause?: unknown,
  ) {
    super(reason, cause);
  }
}
