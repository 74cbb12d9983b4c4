import type { ToTab } from '../message.js';

/** The host's name for the port of a tab. */
export type PortId = number | string;

/** What the broker wants done. A host carries outputs out in order. */
export type Output =
  /** Says something to a tab. */
  | { readonly type: 'post'; readonly port: PortId; readonly message: ToTab }
  /** The port is of no use any more; the broker has already forgotten it. */
  | { readonly type: 'drop'; readonly port: PortId }
  /** Opens the one real connection. There is none. */
  | { readonly type: 'connect'; readonly url: string }
  /** Writes on it. */
  | { readonly type: 'write'; readonly text: string }
  /** Closes it; nothing of it matters any more. */
  | { readonly type: 'disconnect' }
  /** A `tick` is due at this time. A later `wake` replaces an earlier one. Infinity: none is due. */
  | { readonly type: 'wake'; readonly at: number };
