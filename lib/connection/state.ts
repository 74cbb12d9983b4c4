import type { PusherError } from '../errors.js';
import type { Session } from './session.js';

/**
 * What the connection is doing. `attempt` counts from 1 and begins afresh after `minUptime`; where it is waiting, it is the
 * attempt waited for. `delay` is in ms, `Infinity` where nobody knows: the option `reconnect` is a function, or there is no
 * network, whose return ends the wait.
 */
export type ConnectionState =
  | { readonly status: 'idle' }
  | { readonly status: 'connecting'; readonly attempt: number }
  | { readonly status: 'connected'; readonly socketId: string; readonly activityTimeout: number }
  | { readonly status: 'waiting'; readonly attempt: number; readonly delay: number; readonly cause: PusherError }
  | { readonly status: 'disconnecting' }
  | { readonly status: 'disconnected' }
  | { readonly status: 'failed'; readonly cause: PusherError };

/** A state, with the session where there is one. `at` is when it began (ms, by `now` of `rx/clock`). */
export interface ConnectionSnapshot {
  readonly state: ConnectionState;
  readonly session?: Session;
  readonly at: number;
}
