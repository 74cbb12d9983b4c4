import { CACHE_MISS } from '../../protocol/event.js';
import { send } from './send.js';
import type { App, CachedEvent, Channel, Connection } from './state.js';
import { tell } from './webhook.js';

/** What a cache channel holds, if it has not expired. */
export const cached = (app: App, name: string): CachedEvent | undefined => {
  const event = app.cache.get(name);
  return event !== undefined && event.until > app.host.now() ? event : undefined;
};

/** Keeps an event. As all of an app's events live equally long, those that expired are the first of the map. */
export const keep = (app: App, name: string, event: string, data: string): void => {
  for (const [oldest, { until }] of app.cache) {
    if (until > app.host.now()) break;
    app.cache.delete(oldest);
  }
  app.cache.delete(name);
  app.cache.set(name, { event, data, until: app.host.now() + app.settings.cacheTimeout });
};

/** The cached event as an ordinary one, or a miss. */
export const sendCached = (connection: Connection, channel: Channel): void => {
  const hit = cached(connection.app, channel.name);
  if (hit !== undefined) {
    send(connection, { event: hit.event, channel: channel.name, data: hit.data });
    return;
  }
  send(connection, { event: CACHE_MISS, channel: channel.name });
  tell(connection.app, { name: 'cache_miss', channel: channel.name });
};
