import type { ChannelMap } from '../channels/types.js';
import type { PlatformSocket } from '../connection/close-socket.js';
import { createPusher } from '../pusher.js';
import { createMemoryHub } from '../shared/hosts/memory.js';
import type { SharedSocket } from '../shared/shared.js';
import { createShared } from '../shared/shared.js';
import type { Pusher } from '../types.js';
import { createFake } from './fake.js';
import { isHelpers } from './fake-pusher.js';
import type { FakePusherOptions } from './options.js';
import type { MarbleHelpers } from './script.js';
import type { FakeServer } from './server.js';

/** One of several tabs that share a connection. */
export interface FakeTab<M = ChannelMap> {
  /** Its client. */
  readonly pusher: Pusher<M>;
  /** What `shared()` gave it. */
  readonly shared: SharedSocket;
  /** The tab is gone, without a word. */
  readonly crash: () => void;
}

/** Tabs that share one connection to a server in memory. */
export interface FakeTabs<M = ChannelMap> {
  /** Opens another tab. Its client connects when something is wanted of it. */
  readonly tab: () => FakeTab<M>;
  /** The tab that leads closes: every other loses its connection, and shares another at once. */
  readonly handOver: () => void;
  /** What the test scripts and asks. Of all tabs it sees one connection. */
  readonly server: FakeServer;
}

/**
 * Several tabs, each with a client of its own, that share one connection by `rx-pusher/shared`, in virtual time. Otherwise as
 * `fakePusher`.
 */
export function fakeTabs<M = ChannelMap>(helpers: MarbleHelpers, options?: FakePusherOptions): FakeTabs<M>;
/** The same in the time of the timers there are: fake timers, or real ones. */
export function fakeTabs<M = ChannelMap>(options?: FakePusherOptions): FakeTabs<M>;
export function fakeTabs<M = ChannelMap>(
  first: MarbleHelpers | FakePusherOptions = {},
  second: FakePusherOptions = {},
): FakeTabs<M> {
  const [helpers, given] = isHelpers(first) ? [first, second] : [undefined, first];
  const { key, options, server } = createFake(helpers, given);
  const { WebSocketCtor: Ctor, channelAuthorization, userAuthentication, random = () => 0 } = options;
  const open = (url: string): PlatformSocket => {
    if (Ctor === undefined) throw new TypeError('the fake has no sockets');
    return new Ctor(url) as PlatformSocket;
  };
  const hub = createMemoryHub(open, random);
  return {
    tab: () => {
      const { openPort, vanish } = hub.tab();
      const shared = createShared({ way: () => ({ by: 'tab', openPort }), own: open, random });
      return {
        pusher: createPusher<M>(key, {
          ...options,
          WebSocketCtor: shared,
          channelAuthorization: shared.channelAuthorization(channelAuthorization),
          userAuthentication: shared.userAuthentication(userAuthentication),
        }),
        shared,
        crash: vanish,
      };
    },
    handOver: hub.handOver,
    server,
  };
}
