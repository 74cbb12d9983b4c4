import type { ToBroker } from '../message.js';
import type { PortId } from './output.js';

/** What happens to the broker, without the time. */
export type Happening =
  /** A tab said something. The first thing it says is `open`. */
  | { readonly type: 'said'; readonly port: PortId; readonly message: ToBroker }
  /** The port is gone, and with it the tab, or its interest. */
  | { readonly type: 'gone'; readonly port: PortId }
  /** The real connection is open. */
  | { readonly type: 'opened' }
  /** A text came over it. */
  | { readonly type: 'heard'; readonly text: string }
  /** It closed, or could not be opened. */
  | { readonly type: 'closed'; readonly code: number; readonly reason: string }
  /** Another host takes over: every tab has to come again. */
  | { readonly type: 'stop' }
  /** Time passed; answers a `wake`. */
  | { readonly type: 'tick' };

/** What happens to the broker. `at` is the time by the host's clock, in ms; it never goes back. */
export type Input = { readonly at: number } & Happening;
