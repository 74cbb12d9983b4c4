import { createAgenda } from './agenda.js';
import type { AppOptions } from './app-options.js';
import { DEFAULT_APP, readApps } from './app-options.js';
import type { ConnectionId, Effect } from './effect.js';
import type { Input } from './input.js';
import { seededRandom, socketIds } from './random.js';
import type { Snapshot } from './snapshot.js';
import { snapshot } from './snapshot.js';
import type { App, Connection } from './state.js';
import { createApp } from './state.js';
import { createStep } from './step.js';
import { postNews } from './webhook.js';

/** What the server is, wherever it listens. */
export interface EngineOptions {
  /** Default: one app with id `app-id`, key `app-key`, secret `app-secret`. */
  readonly apps?: readonly AppOptions[];
  /** What stands before `/app/{key}` in the path of a connection. Default: nothing. */
  readonly path?: string;
  /** Connections above this number, of all apps, are closed with 4100. Default: no limit. */
  readonly maxConnections?: number;
  /** Origins that pages may connect from; others are closed with 4009. Default: every one. */
  readonly allowedOrigins?: readonly string[];
  /** Numbers from 0 to 1, for socket ids. Default: the same row each time. */
  readonly random?: () => number;
}

/**
 * A Pusher-protocol server as a function of what happens to it: no sockets, no clock, no timers, and the same effects for the
 * same inputs. For development and tests, not for production.
 */
export interface Engine {
  /** The apps with every default in place. */
  readonly apps: readonly Required<AppOptions>[];
  /** Never throws, whatever the network sends. */
  readonly handle: (input: Input) => readonly Effect[];
  readonly snapshot: () => Snapshot;
}

/** Throws an `OptionError` for an app that cannot be. */
export const createEngine = (options: EngineOptions = {}): Engine => {
  const { path = '', maxConnections = Infinity, allowedOrigins, random = seededRandom(1) } = options;
  const settings = readApps(options.apps ?? [DEFAULT_APP]);
  const connections = new Map<ConnectionId, Connection>();
  let effects: Effect[] = [];
  let now = 0;

  const emit = (effect: Effect): void => {
    if (effect.type === 'close') connections.delete(effect.connection);
    effects.push(effect);
  };
  const agenda = createAgenda((at) => emit({ type: 'wake', at }));
  const host = { now: () => now, emit, at: agenda.at };
  const apps = new Map<string, App>(settings.map((app) => [app.key, createApp(app, host)]));
  const world = {
    apps,
    connections,
    path,
    maxConnections,
    allowsOrigin: (origin: string) => allowedOrigins?.includes(origin) ?? true,
    socketId: socketIds(random),
  };

  const step = createStep(world, emit, agenda.tick);

  return {
    apps: settings,
    handle(input) {
      now = input.at;
      effects = [];
      step(input);
      for (const app of apps.values()) postNews(app);
      return effects;
    },
    snapshot: () => snapshot(world),
  };
};
