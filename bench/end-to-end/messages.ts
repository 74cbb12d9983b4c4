import { channelNames } from '../events.js';

export const CHANNELS = channelNames(100);
export const EVENT = 'tick';

/** µs of the machine's steady clock, which its processes share. */
export const now = (): number => Number(process.hrtime.bigint() / 1_000n);

/** The data of an event. */
export interface Timed {
  readonly id: number;
  readonly at: number;
  readonly symbol: string;
}

/** Publish, or expect, so many events. */
export interface Ask {
  readonly events: number;
  /** ms between two requests; 0 is as fast as the server takes them. */
  readonly pause: number;
}

/** What a client says of them. */
export interface Heard {
  /** CPU time (ns) of the whole process for an event. */
  readonly cpu: number;
  /** µs from before the event was published until the listener had it. */
  readonly p50: number;
  readonly p99: number;
}
