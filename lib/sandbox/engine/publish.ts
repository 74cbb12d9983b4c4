import { channelKind } from '../../protocol/channel-name.js';
import { keep } from './cache.js';
import { broadcast } from './send.js';
import type { App } from './state.js';

/** An event for one channel. `data` is passed on as it is, encrypted or not. */
export interface PublishedEvent {
  readonly channel: string;
  readonly event: string;
  readonly data: string;
  /** The connection that does not hear it. */
  readonly socketId?: string | undefined;
}

export const publish = (app: App, { channel: name, event, data, socketId }: PublishedEvent): void => {
  if (channelKind(name).cache) keep(app, name, event, data);
  const channel = app.channels.get(name);
  if (channel !== undefined) broadcast(channel, { event, channel: name, data }, socketId);
};
