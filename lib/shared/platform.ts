import { platformWebSocket } from '../connection/transport.js';
import type { PlatformSocket } from '../connection/close-socket.js';
import type { Rules } from '../option-rules.js';
import { checkOptions, FUNCTION, TEXT } from '../option-rules.js';
import { addressOf } from './broker/tabs.js';
import type { SocketOpener } from './driver.js';
import { canLead, leading } from './hosts/lead.js';
import { hasLocks } from './hosts/locks.js';
import { working } from './hosts/worker.js';
import type { SharedSocket, Way } from './shared.js';
import { createShared } from './shared.js';

/** Options of `shared()`. */
export interface SharedOptions {
  /**
   * Makes a `SharedWorker` whose file calls `serveTabs()`; called for each connection of a tab. Default: none, and a tab leads.
   */
  worker?: () => SharedWorker;
  /** Tabs share if this is the same, and the app and the host are: give each user one of their own. Default: one for all. */
  scope?: string;
  /** The platform's WebSocket by default, or `ws` in Node: for the one real connection, or for this tab's own. */
  WebSocketCtor?: new (url: string, protocols?: string | string[]) => unknown;
  /** From 0 up to 1, for jitter. Default `Math.random`. */
  random?: () => number;
}

const OPTIONS: Rules<SharedOptions> = { worker: FUNCTION, scope: TEXT, WebSocketCtor: FUNCTION, random: FUNCTION };

/** Tabs with another version of what they say to one another share nothing with this one. */
const VERSION = 1;

const hasWorkers = (): boolean =>
  typeof (globalThis as { readonly SharedWorker?: unknown }).SharedWorker === 'function';

/** Two ways to share at most: the first that works is kept, each address with its own. */
const createWays = ({ worker, scope = '' }: SharedOptions, open: SocketOpener, random: () => number) => {
  const broken = new Set<'worker' | 'tab'>();
  const ways = new Map<string, Way>();

  const found = (name: string): Way | undefined => {
    const by = worker !== undefined && hasWorkers() && !broken.has('worker') ? 'worker' : 'tab';
    const failed = () => {
      broken.add(by);
      ways.delete(name);
    };
    if (by === 'worker' && worker !== undefined) return { by, openPort: working(name, worker, failed) };
    if (broken.has('tab') || !canLead(hasLocks())) return undefined;
    return { by: 'tab', openPort: leading(name, { open, random, failed }) };
  };

  return (url: string): Way | undefined => {
    const name = `rx-pusher ${VERSION} ${addressOf(url)} ${scope}`;
    const way = ways.get(name) ?? found(name);
    if (way !== undefined) ways.set(name, way);
    return way;
  };
};

/**
 * One connection for all tabs of a browser: the value of the option `WebSocketCtor`. Does nothing until a client connects. Where
 * the platform has neither shared workers nor locks and channels between tabs, as in Node, each has a connection of its own.
 * Throws an `OptionError` for an option that cannot be used.
 */
export const shared = (options: SharedOptions = {}): SharedSocket => {
  checkOptions(options, OPTIONS, '');
  // eslint-disable-next-line no-restricted-properties -- the option's default
  const random = options.random ?? Math.random;
  const ctor = () => options.WebSocketCtor ?? platformWebSocket();
  const open: SocketOpener = (url) => new (ctor())(url) as PlatformSocket;
  return createShared({
    way: createWays(options, open, random),
    own: (url, protocols, given, ended) => {
      const Ctor = ctor() as new (url: string, protocols?: string | string[], options?: object) => EventTarget;
      const socket = given === undefined ? new Ctor(url, protocols) : new Ctor(url, protocols, given);
      // Not every constructor of somebody's own makes what a browser has.
      (socket as Partial<EventTarget>).addEventListener?.('close', ended);
      return socket;
    },
    random,
  });
};
