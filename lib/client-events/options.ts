/** How client events keep to what the server takes. */
export interface ClientEventOptions {
  /** Client events a second, of one connection. Default 10, the limit of Pusher's service. */
  limit?: number;
  /** What becomes of one beyond it: held back until it may go (default), failed, or failed without a word in `errors$`. */
  overflow?: 'hold' | 'drop' | 'error';
  /** How many may wait to be written; a further one fails with `TriggerQueueFull`. Default 1,000. */
  maxHeld?: number;
  /**
   * Bytes that the frame of one may have; a larger one fails with `ClientEventTooLarge` and is not sent. Default: it is sent,
   * and above 10,240 bytes, the limit of Pusher's service, the error goes to `errors$`; `Infinity` says nothing.
   */
  maxSize?: number;
}

/** The option with its defaults in place. */
export type ClientEventSettings = Required<Omit<ClientEventOptions, 'maxSize'>> & { maxSize: number | undefined };
