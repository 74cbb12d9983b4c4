import type { ToBroker, ToTab } from './message.js';

/** The way from a tab to the broker. */
export interface Port {
  readonly post: (message: ToBroker) => void;
  /** Nothing more is said or heard. */
  readonly close: () => void;
}

/** Opens one; never says anything in the same turn. What is posted before it is open waits. */
export type OpenPort = (receive: (message: ToTab) => void) => Port;
