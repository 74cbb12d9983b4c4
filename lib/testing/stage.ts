import type { Condition, Latency } from '../sandbox/memory/index.js';

/** A client that scripts play: it is no part of the network, and nothing that happens there happens to it. */
export interface Peer {
  /** Sends a frame, which may depend on the id of its socket. */
  readonly say: (frame: (socketId: string) => object) => void;
  readonly leave: () => void;
}

/** A server and the network in front of it, as far as scripts can do something to them. */
export interface Stage {
  readonly publish: (channel: string, event: string, data: string) => void;
  readonly peer: (name: string) => Peer;
  /** Ids of the users who are signed in. */
  readonly users: () => readonly string[];
  /** Closes the sockets of the clients. */
  readonly close: (code: number) => void;
  readonly become: (condition: Condition) => void;
  readonly delay: (latency: Latency) => void;
  /** Says something to the clients that the server did not. */
  readonly say: (text: string) => void;
}
