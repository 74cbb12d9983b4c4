import { WATCHLIST_EVENTS } from '../../protocol/event.js';
import { encoded, send } from './send.js';
import type { App, Connection } from './state.js';

type Presence = 'online' | 'offline';

const sendEvents = (connection: Connection, lists: Readonly<Record<Presence, readonly string[]>>): void => {
  const events = (['online', 'offline'] as const)
    .filter((name) => lists[name].length > 0)
    .map((name) => ({ name, user_ids: lists[name] }));
  if (events.length > 0) send(connection, { event: WATCHLIST_EVENTS, data: encoded({ events }) });
};

/** Tells everybody who watches a user that it came or left. */
export const announce = (app: App, presence: Presence, id: string): void => {
  for (const connections of app.users.values())
    for (const connection of connections)
      if (connection.user?.watchlist.has(id) === true && connection.user.id !== id)
        sendEvents(connection, { online: [], offline: [], [presence]: [id] });
};

/** Who of the watchlist is there now, for the one who just signed in. */
export const sendWatchlist = (connection: Connection): void => {
  const ids = [...(connection.user?.watchlist ?? [])];
  const isOnline = (id: string) => connection.app.users.has(id);
  sendEvents(connection, { online: ids.filter(isOnline), offline: ids.filter((id) => !isOnline(id)) });
};
