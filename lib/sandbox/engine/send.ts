import { ERROR } from '../../protocol/event.js';
import type { Channel, Connection } from './state.js';

/** A frame to a client; `data` is what `encoded` makes of it, save for the two exceptions of the protocol. */
export interface OutgoingFrame {
  readonly event: string;
  readonly channel?: string;
  readonly data?: unknown;
  readonly user_id?: string | undefined;
}

/** The protocol's double encoding: data is JSON in a string. */
export const encoded = (data: unknown): string => JSON.stringify(data);

const sendText = (connection: Connection, text: string): void =>
  connection.app.host.emit({ type: 'send', connection: connection.id, text });

export const send = (connection: Connection, frame: OutgoingFrame): void => sendText(connection, JSON.stringify(frame));

/** To every subscriber but one. */
export const broadcast = (channel: Channel, frame: OutgoingFrame, except?: string): void => {
  const text = JSON.stringify(frame);
  for (const connection of channel.subscribers.keys()) if (connection.socketId !== except) sendText(connection, text);
};

/** `pusher:error`: the one frame of the server whose data is an object. */
export const sendError = (connection: Connection, code: number | null, message: string): void =>
  send(connection, { event: ERROR, data: { code, message } });
