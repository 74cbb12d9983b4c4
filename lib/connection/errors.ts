import { PusherError } from '../errors.js';
import { quote } from '../text.js';

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
