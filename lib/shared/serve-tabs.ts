import { platformWebSocket } from '../connection/transport.js';
import type { PlatformSocket } from '../connection/close-socket.js';
import { createDesks } from './hosts/serve.js';

/** Options of `serveTabs`. */
export interface ServeOptions {
  /** Default: the platform's. */
  WebSocketCtor?: new (url: string, protocols?: string | string[]) => unknown;
  /** From 0 up to 1, for jitter. Default `Math.random`. */
  random?: () => number;
}

/** What a shared worker is, as far as it matters here. */
interface WorkerScope {
  addEventListener(type: 'connect', listener: (event: { readonly ports: readonly MessagePort[] }) => void): void;
}

/**
 * Holds the one connection in a shared worker: the one call in the file that the option `worker` of `shared()` names. Serves
 * every tab that connects, for as long as the worker lives.
 */
export const serveTabs = ({ WebSocketCtor, random }: ServeOptions = {}): void => {
  const accept = createDesks(
    (url) => new (WebSocketCtor ?? platformWebSocket())(url) as PlatformSocket,
    // eslint-disable-next-line no-restricted-properties -- the option's default
    random ?? Math.random,
  );
  (globalThis as unknown as WorkerScope).addEventListener('connect', ({ ports: [port] }) => {
    if (port !== undefined) accept(port);
  });
};
