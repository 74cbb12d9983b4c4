import type { ChannelKind } from '../../protocol/channel-name.js';
import type { AppOptions } from './app-options.js';
import type { ConnectionId, Effect } from './effect.js';
import type { WebhookEvent } from './webhook-event.js';

/** What every part of the engine may use of it. */
export interface Host {
  /** The time of the input at hand. */
  now(): number;
  emit(effect: Effect): void;
  /** Runs once at a time of this clock; the function returned cancels it. */
  at(time: number, run: () => void): () => void;
}

/** One app, and all that is known of it. */
export interface App {
  readonly host: Host;
  readonly settings: Required<AppOptions>;
  readonly connections: Set<Connection>;
  /** Channels that somebody is subscribed to. */
  readonly channels: Map<string, Channel>;
  /** The last events of cache channels, the oldest first. They outlive the subscriptions. */
  readonly cache: Map<string, CachedEvent>;
  /** Signed-in users, each with its connections. */
  readonly users: Map<string, Set<Connection>>;
  /** What webhooks have to tell at the end of this input. */
  readonly news: WebhookEvent[];
}

export interface Connection {
  readonly id: ConnectionId;
  readonly app: App;
  readonly socketId: string;
  readonly protocol: number;
  readonly channels: Map<string, Channel>;
  /** Cancel what waits for a time to come. */
  readonly timers: Set<() => void>;
  /** When the client was last heard. */
  heardAt: number;
  /** Signed in, or subscribed to a channel that takes a signature. */
  authorized: boolean;
  user: SignedInUser | undefined;
  /** When the client events of the last second came. */
  clientEvents: readonly number[];
}

export interface Channel {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly subscribers: Map<Connection, Member | undefined>;
  /** Presence: distinct users in the order they came, each with the number of its connections. */
  readonly members: Map<string, { readonly member: Member; connections: number }>;
  countIsDue: boolean;
}

/** A member of a presence channel. */
export interface Member {
  /** The `user_id` of its `channel_data`. */
  readonly id: string;
  /** The `user_info` of its `channel_data`. */
  readonly info: unknown;
}

export interface SignedInUser extends Member {
  readonly watchlist: ReadonlySet<string>;
}

export interface CachedEvent {
  readonly event: string;
  readonly data: string;
  readonly until: number;
}

export const createApp = (settings: Required<AppOptions>, host: Host): App => ({
  host,
  settings,
  connections: new Set(),
  channels: new Map(),
  cache: new Map(),
  users: new Map(),
  news: [],
});
