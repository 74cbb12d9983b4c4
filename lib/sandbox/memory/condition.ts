/**
 * How the network is. But for `half-open`, open sockets don't feel a change:
 * - `up`: it works;
 * - `refuse`: new sockets fail, with an error and a close of 1006, and requests with an error;
 * - `hang`: new sockets never open, requests are never answered;
 * - `mute`: new sockets open, but the server says nothing: a hung handshake;
 * - `half-open`: nothing that is sent arrives, in either direction, and nobody is told. New sockets never open;
 * - `ws-refused`, `ws-swallowed`: new WebSockets fail, or never open; HTTP works, streaming and polling too.
 */
export type Condition = 'up' | 'refuse' | 'hang' | 'mute' | 'half-open' | 'ws-refused' | 'ws-swallowed';

/** The same as a WebSocket feels it, and as a request does. */
export const forSockets = (condition: Condition): Condition =>
  condition === 'ws-refused' ? 'refuse' : condition === 'ws-swallowed' ? 'hang' : condition;
export const forRequests = (condition: Condition): Condition => (/^ws-/.test(condition) ? 'up' : condition);

/** How long everything takes on its way (ms), each 0 by default: asynchronous all the same. */
export interface Latency {
  /** To the server. */
  readonly up?: number;
  /** To the client. */
  readonly down?: number;
  /** The server's own time: from a socket's arrival to its handshake, */
  readonly handshake?: number;
  /** from the wish for a channel to its subscription, or its refusal, */
  readonly subscription?: number;
  /** from a sign-in to its answer, */
  readonly signin?: number;
  /** and from an HTTP request to its answer. */
  readonly request?: number;
}
