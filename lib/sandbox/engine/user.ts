import { announce } from './watchlist.js';
import type { Connection, SignedInUser } from './state.js';

/** A user is online while at least one of its connections is. */
export const signIn = (connection: Connection, user: SignedInUser): void => {
  const { users } = connection.app;
  const connections = users.get(user.id);
  connection.user = user;
  connection.authorized = true;
  users.set(user.id, (connections ?? new Set()).add(connection));
  if (connections === undefined) announce(connection.app, 'online', user.id);
};

export const signOut = (connection: Connection): void => {
  const { app, user } = connection;
  const connections = user === undefined ? undefined : app.users.get(user.id);
  if (user === undefined || connections === undefined) return;
  connections.delete(connection);
  if (connections.size > 0) return;
  app.users.delete(user.id);
  announce(app, 'offline', user.id);
};
