/** The shell's name for a socket, and for an HTTP request it waits to answer. */
export type ConnectionId = number | string;
export type RequestId = number | string;

/** What the engine wants done. A shell carries effects out in order; those for a socket it no longer has are dropped. */
export type Effect = Send | Close | Respond | Post | Wake;

/** Text to one connection. */
export interface Send {
  readonly type: 'send';
  readonly connection: ConnectionId;
  readonly text: string;
}

/** The connection is over: the engine has already forgotten it. `reason` fits into a close frame (123 bytes). */
export interface Close {
  readonly type: 'close';
  readonly connection: ConnectionId;
  readonly code: number;
  readonly reason: string;
}

/** The answer to an HTTP request, exactly one for each. */
export interface Respond {
  readonly type: 'respond';
  readonly request: RequestId;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A webhook to POST. */
export interface Post {
  readonly type: 'webhook';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A `tick` is due at this time (ms since the epoch). A later `wake` replaces an earlier one: one timer is enough. Infinity: none is due. */
export interface Wake {
  readonly type: 'wake';
  readonly at: number;
}
