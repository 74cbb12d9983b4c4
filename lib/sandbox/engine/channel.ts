import { channelKind, SERVER_TO_USER } from '../../protocol/channel-name.js';
import { SUBSCRIPTION_SUCCEEDED } from '../../protocol/event.js';
import { sendCached } from './cache.js';
import { announceCount } from './count.js';
import { enter, exit, presenceList } from './presence.js';
import { encoded, send } from './send.js';
import type { App, Channel, Connection, Member } from './state.js';
import { tell } from './webhook.js';

/** Channels of single users are the protocol's own: queries, counts and webhooks don't know them. */
export const isReserved = (name: string): boolean => name.startsWith(SERVER_TO_USER);

const opened = (app: App, name: string): Channel => {
  const channel: Channel = {
    name,
    kind: channelKind(name),
    subscribers: new Map(),
    members: new Map(),
    countIsDue: false,
  };
  app.channels.set(name, channel);
  if (!isReserved(name)) tell(app, { name: 'channel_occupied', channel: name });
  return channel;
};

/** Subscribes; what the subscriber hears first is the success, then the cached event. */
export const join = (connection: Connection, name: string, member: Member | undefined): void => {
  const { app } = connection;
  const channel = app.channels.get(name) ?? opened(app, name);
  channel.subscribers.set(connection, member);
  connection.channels.set(name, channel);
  if (channel.kind.type !== 'public') connection.authorized = true;
  if (member !== undefined) enter(app, channel, member, connection);
  send(connection, {
    event: SUBSCRIPTION_SUCCEEDED,
    channel: name,
    data: encoded(member === undefined ? {} : presenceList(channel)),
  });
  if (channel.kind.cache) sendCached(connection, channel);
  announceCount(app, channel);
};

export const leave = (connection: Connection, channel: Channel): void => {
  const { app } = connection;
  const member = channel.subscribers.get(connection);
  channel.subscribers.delete(connection);
  connection.channels.delete(channel.name);
  if (member !== undefined) exit(app, channel, member);
  announceCount(app, channel);
  if (channel.subscribers.size > 0) return;
  app.channels.delete(channel.name);
  if (!isReserved(channel.name)) tell(app, { name: 'channel_vacated', channel: channel.name });
};
