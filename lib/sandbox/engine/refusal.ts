import { close } from './close.js';
import { sendError } from './send.js';
import type { Connection } from './state.js';

/** Why a frame is not taken: a `pusher:error` of the connection, which names no channel. */
export interface Refusal {
  readonly code: number | null;
  readonly message: string;
  /** The connection is closed with the code, too. */
  readonly closes?: boolean;
}

export const refusal = (message: string): Refusal => ({ code: null, message });
export const unauthorized = (why: string): Refusal => ({ code: 4009, message: `Connection is unauthorized: ${why}` });

export const refuse = (connection: Connection, { code, message, closes = false }: Refusal): void => {
  sendError(connection, code, message);
  if (closes && code !== null) close(connection, code, message);
};
