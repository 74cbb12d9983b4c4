import type { ConnectionId } from './effect.js';
import type { Member } from './state.js';
import type { World } from './world.js';

/** Who is connected and subscribed to what, at one moment. */
export interface Snapshot {
  readonly connections: readonly ConnectionSnapshot[];
  readonly channels: readonly ChannelSnapshot[];
}

export interface ConnectionSnapshot {
  readonly id: ConnectionId;
  /** The key of its app. */
  readonly key: string;
  readonly socketId: string;
  readonly userId: string | undefined;
  readonly channels: readonly string[];
}

export interface ChannelSnapshot {
  readonly key: string;
  readonly name: string;
  readonly socketIds: readonly string[];
  readonly members: readonly Member[];
}

export const snapshot = ({ apps, connections }: World): Snapshot => ({
  connections: [...connections.values()].map(({ id, app, socketId, user, channels }) => ({
    id,
    key: app.settings.key,
    socketId,
    userId: user?.id,
    channels: [...channels.keys()],
  })),
  channels: [...apps.values()].flatMap((app) =>
    [...app.channels.values()].map(({ name, subscribers, members }) => ({
      key: app.settings.key,
      name,
      socketIds: [...subscribers.keys()].map(({ socketId }) => socketId),
      members: [...members.values()].map(({ member: { id, info } }) => ({ id, info })),
    })),
  ),
});
