import type { ConnectionId } from './effect.js';
import type { Member } from './state.js';
import type { World } from './world.js';

/** Who is connected and subscribed to what, at one moment. */
export interface Snapshot {
  /** The open ones, in the order they came. */
  readonly connections: readonly ConnectionSnapshot[];
  /** The occupied ones of every app. */
  readonly channels: readonly ChannelSnapshot[];
}

/** One connection. */
export interface ConnectionSnapshot {
  /** Within this server; `close` takes it. */
  readonly id: ConnectionId;
  /** The key of its app. */
  readonly key: string;
  /** What the client was told. */
  readonly socketId: string;
  /** Who is signed in on it. */
  readonly userId: string | undefined;
  /** The names of its channels. */
  readonly channels: readonly string[];
}

/** One occupied channel. */
export interface ChannelSnapshot {
  /** The key of its app. */
  readonly key: string;
  /** Its name. */
  readonly name: string;
  /** The connections that are subscribed. */
  readonly socketIds: readonly string[];
  /** Who is there; empty unless it is a presence channel. */
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
