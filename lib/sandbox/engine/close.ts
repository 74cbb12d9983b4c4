import type { ConnectionId, Effect } from './effect.js';
import { leave } from './channel.js';
import type { Connection } from './state.js';
import { signOut } from './user.js';

const MAX_REASON = 123;

/** The close of a socket, its reason cut to what a close frame takes. */
export const closing = (connection: ConnectionId, code: number, reason: string): Effect => {
  const bytes = new TextEncoder().encode(reason);
  return {
    type: 'close',
    connection,
    code,
    // A character cut in two is decoded to U+FFFD, which is longer than what was left of it.
    reason:
      bytes.length > MAX_REASON
        ? new TextDecoder().decode(bytes.subarray(0, MAX_REASON - 3)).replace(/\ufffd+$/, '')
        : reason,
  };
};

/** Undoes all that a connection did, as the others see it. */
export const forget = (connection: Connection): void => {
  const { app } = connection;
  if (!app.connections.delete(connection)) return;
  for (const cancel of connection.timers) cancel();
  for (const channel of connection.channels.values()) leave(connection, channel);
  signOut(connection);
};

export const close = (connection: Connection, code: number, reason: string): void => {
  connection.app.host.emit(closing(connection.id, code, reason));
  forget(connection);
};
