import type { ConnectionId, RequestId } from './effect.js';

/** What happens to the engine. `at` is the time by the shell's clock, in ms since the epoch. */
export type Input = { readonly at: number } & (Opened | Received | Closed | Tick | Request | Disconnect | Publish);

/** A socket opened. `url` is what was asked for: path and query. */
export interface Opened {
  readonly type: 'opened';
  readonly connection: ConnectionId;
  readonly url: string;
  readonly secure?: boolean;
  readonly origin?: string | undefined;
}

/** A text frame came. */
export interface Received {
  readonly type: 'received';
  readonly connection: ConnectionId;
  readonly text: string;
}

/** The socket is gone, whoever ended it. */
export interface Closed {
  readonly type: 'closed';
  readonly connection: ConnectionId;
}

/** Time passed; answers a `wake`. */
export interface Tick {
  readonly type: 'tick';
}

/** An HTTP request, its body read. Header names are in lower case. */
export interface Request {
  readonly type: 'request';
  readonly request: RequestId;
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body: string | Uint8Array;
}

/** Closes one connection, or all of them, with a code. */
export interface Disconnect {
  readonly type: 'disconnect';
  readonly connection?: ConnectionId;
  readonly code: number;
  readonly reason?: string;
}

/** Publishes as the HTTP API does, without a signature: for the one who holds the engine. */
export interface Publish {
  readonly type: 'publish';
  /** The key of the app; the first app if left out. */
  readonly key?: string;
  readonly channel: string;
  readonly event: string;
  readonly data: string;
  /** The connection that does not hear it. */
  readonly socketId?: string;
}
