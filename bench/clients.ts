import PusherJs from 'pusher-js';
import type { Options } from 'pusher-js';
import { createPusher } from 'rx-pusher';
import type { Pusher, PusherOptions } from 'rx-pusher';
import type { Tick } from './events.js';
import type { FakeServer } from './fake-socket.js';
import { FakeSocket } from './fake-socket.js';

// The two clients over a fake socket, with as few options as each takes. `rx-pusher` is the built package itself.

/** A client and the socket it opened last. */
export interface Client<P> {
  readonly pusher: P;
  readonly socket: () => FakeSocket;
}

const sockets = (server: FakeServer) => {
  let last: FakeSocket | undefined;
  return {
    open: () => (last = new FakeSocket(server)),
    socket: () => {
      if (last === undefined) throw new Error('no socket has been opened yet');
      return last;
    },
  };
};

export const ours = (server: FakeServer = {}, options: PusherOptions = {}): Client<Pusher> => {
  const { open, socket } = sockets(server);
  const WebSocketCtor = function () {
    return open();
  } as unknown as new () => unknown;
  return { pusher: createPusher('key', { wsHost: 'host', WebSocketCtor, ...options }), socket };
};

interface Runtime {
  createWebSocket(url: string): FakeSocket;
}

export const theirs = (server: FakeServer = {}, options: Partial<Options> = {}): Client<PusherJs> => {
  const { open, socket } = sockets(server);
  (PusherJs as unknown as { Runtime: Runtime }).Runtime.createWebSocket = open;
  const pusher = new PusherJs('key', {
    cluster: 'mt1',
    wsHost: 'host',
    forceTLS: false,
    enabledTransports: ['ws'],
    ...options,
  });
  return { pusher, socket };
};

/** Makes the listener of one channel. */
export type ListenerOf = (name: string) => (data: Tick) => void;

/** Every channel subscribed, with one listener of one event each; gives the socket to push frames into. */
export const weListen = async (
  names: readonly string[],
  event: string,
  listenerOf: ListenerOf,
  options?: PusherOptions,
): Promise<FakeSocket> => {
  const { pusher, socket } = ours({ accepts: false }, options);
  for (const name of names) pusher.channel(name).on<Tick>(event).subscribe(listenerOf(name));
  await socket().subscriptions(names.length);
  socket().accept();
  return socket();
};

/** The same of pusher-js. */
export const theyListen = async (
  names: readonly string[],
  event: string,
  listenerOf: ListenerOf,
  options?: Partial<Options>,
): Promise<FakeSocket> => {
  const { pusher, socket } = theirs({ accepts: false }, options);
  await connected(pusher);
  for (const name of names) pusher.subscribe(name).bind(event, listenerOf(name));
  await socket().subscriptions(names.length);
  socket().accept();
  return socket();
};

/** Resolves when pusher-js has done its handshake. */
export const connected = ({ connection }: PusherJs): Promise<void> =>
  new Promise((resolve) => connection.bind('connected', () => resolve()));
