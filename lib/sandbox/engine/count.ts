import { SERVER_TO_USER } from '../../protocol/channel-name.js';
import { SUBSCRIPTION_COUNT } from '../../protocol/event.js';
import { broadcast, encoded } from './send.js';
import type { App, Channel } from './state.js';
import { tell } from './webhook.js';

// Above this many subscriptions the count is sent at intervals, not at each change.
const CROWD = 100;
const INTERVAL = 5_000;

const sendCount = (app: App, channel: Channel): void => {
  const subscription_count = channel.subscribers.size;
  broadcast(channel, { event: SUBSCRIPTION_COUNT, channel: channel.name, data: encoded({ subscription_count }) });
  tell(app, { name: 'subscription_count', channel: channel.name, subscription_count });
};

/** Tells the subscribers how many they are: of every kind of channel but presence, whose members know. */
export const announceCount = (app: App, channel: Channel): void => {
  if (!app.settings.subscriptionCounts || channel.kind.type === 'presence' || channel.name.startsWith(SERVER_TO_USER))
    return;
  if (channel.subscribers.size <= CROWD) {
    if (!channel.countIsDue) sendCount(app, channel);
    return;
  }
  if (channel.countIsDue) return;
  channel.countIsDue = true;
  app.host.at(app.host.now() + INTERVAL, () => {
    channel.countIsDue = false;
    if (app.channels.get(channel.name) === channel) sendCount(app, channel);
  });
};
