import type { ConnectionId } from './effect.js';
import type { App, Connection } from './state.js';

/** What the engine as a whole knows. */
export interface World {
  /** By key, the first one first. */
  readonly apps: ReadonlyMap<string, App>;
  readonly connections: ReadonlyMap<ConnectionId, Connection>;
  readonly path: string;
  readonly maxConnections: number;
  allowsOrigin(origin: string): boolean;
  socketId(): string;
}

/** The app of a key; the first one if none is asked for. */
export const appOf = (world: World, key?: string | null): App | undefined =>
  key === undefined || key === null ? world.apps.values().next().value : world.apps.get(key);
