import type { Observable } from 'rxjs';
import type { PusherError } from '../errors.js';
import type { AppOptions } from './engine/app-options.js';
import type { ConnectionId } from './engine/effect.js';

import type { Snapshot } from './engine/snapshot.js';

/** A text frame of a client. */
export interface ReceivedText {
  /** Whose, as in a snapshot. */
  readonly connection: ConnectionId;
  /** As it came. */
  readonly text: string;
}

/** An event to publish without a signature. */
export interface SandboxEvent {
  /** The name of the channel. */
  readonly channel: string;
  /** The name of the event. */
  readonly event: string;
  /** Anything but a text is written as JSON. */
  readonly data: unknown;
  /** The key of the app; the first app if left out. */
  readonly key?: string;
  /** The connection that does not hear it. */
  readonly socketId?: string;
}

/** A running sandbox: what a test or a dashboard needs to know of it and to do to it. */
export interface Sandbox {
  /** The address that it is bound to. */
  readonly host: string;
  /** The port that it listens on. */
  readonly port: number;
  /** `http://host:port`, or https: of the HTTP API and of the auth endpoints. */
  readonly url: string;
  /** The apps with every default in place, and their secrets: not enumerable, so that a log of the sandbox has none. */
  readonly apps: readonly Required<AppOptions>[];
  /** Passive: every text frame that clients send, as it came. */
  readonly received$: Observable<ReceivedText>;
  /** Passive: what failed beside the connections, as webhooks that were not taken. */
  readonly errors$: Observable<PusherError>;
  /** Who is connected and subscribed to what, now. */
  readonly snapshot: () => Snapshot;
  /** Publishes at once. */
  readonly publish: (event: SandboxEvent) => void;
  /** Closes one connection, or all: 1000 to 1003, 1007 to 1014, 3000 to 4999; 1005 without a code, 1006 without a close. */
  readonly close: (code: number, reason?: string, connection?: ConnectionId) => void;
  /**
   * Cuts all connections and refuses new ones for so many ms, then listens on the same port again. Happens at once,
   * subscribed or not; the Observable completes when it is over, and errors if the port was taken meanwhile.
   */
  readonly outage: (duration: number) => Observable<never>;
}
