import type { Pusher } from '../index.js';
import type { Log } from './log.js';

/** What the parts of a client know of it. */
export interface Client {
  /** The client underneath. */
  readonly rx: Pusher;
  /** Logs what happens, if somebody wants to know. */
  readonly log: Log;
  /** The connection. */
  readonly connection: { readonly state: string };
  /** The table of channels. */
  readonly channels: { remove(name: string): unknown };
  /** The channel of that name in it. */
  channel(name: string): unknown;
}
