import { PING } from '../../protocol/event.js';
import { close } from './close.js';
import { encoded, send } from './send.js';
import type { Connection } from './state.js';

// A client pings when it has heard nothing for the activity timeout. The server gives it a quarter more before it asks by
// itself, so that of two that are well the client is the one who asks.
const GRACE = 1.25;

// Clients of protocol 4 and below don't know pings.
const PINGS_SINCE = 5;

/** Runs at a time unless the connection ends before. */
const later = (connection: Connection, at: number, run: () => void): void => {
  const cancel = connection.app.host.at(at, () => {
    connection.timers.delete(cancel);
    run();
  });
  connection.timers.add(cancel);
};

/** Closes a connection that has fallen silent: 4201 if it does not answer a ping, 4202 if it could not. */
export const watchSilence = (connection: Connection): void => {
  const { activityTimeout, inactivityTimeout } = connection.app.settings;
  const pings = connection.protocol >= PINGS_SINCE;
  const patience = pings ? activityTimeout * GRACE : inactivityTimeout;
  later(connection, connection.heardAt + patience, () => {
    const now = connection.app.host.now();
    if (now < connection.heardAt + patience) watchSilence(connection);
    else if (pings) ping(connection, now);
    else close(connection, 4202, 'Closed after inactivity');
  });
};

const ping = (connection: Connection, now: number): void => {
  send(connection, { event: PING, data: encoded({}) });
  later(connection, now + connection.app.settings.pongTimeout, () => {
    if (connection.heardAt >= now) watchSilence(connection);
    else close(connection, 4201, 'Pong reply not received');
  });
};

/** Closes who has not shown a signature in time, where the app asks for one. */
export const watchAuthorization = (connection: Connection): void => {
  const { authorizationTimeout } = connection.app.settings;
  if (authorizationTimeout === Infinity) return;
  later(connection, connection.heardAt + authorizationTimeout, () => {
    if (!connection.authorized) close(connection, 4009, 'Connection not authorized within timeout');
  });
};
