import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { Subscription, timer } from 'rxjs';
import type { Connection, Cut } from './connection.js';
import { connection } from './connection.js';
import type { Door } from './door.js';
import { answerOf } from './door.js';
import type { Line } from './pipe.js';

export type { Cut } from './connection.js';
export type { Door } from './door.js';

/** A TCP proxy on 127.0.0.1 with a network of its own. */
export interface Proxy {
  readonly port: number;
  /** Applies to connections there are and to new ones. */
  line(direction: 'up' | 'down' | 'both', change: Partial<Line>): void;
  door(door: Door): void;
  /** Ends the connections there are. */
  cut(how: Cut): void;
  /** Everything works again: held bytes go on, the door is open. */
  mend(): void;
  /** Connections there are, until both sides of each have gone. */
  readonly connections: () => number;
  /** Sockets that clients hold. */
  readonly clients: () => Clients;
  stop(): void;
}

export interface Clients {
  readonly now: number;
  /** The most at the same time. */
  readonly most: number;
  /** All there ever were. */
  readonly all: number;
}

const WHOLE: Line = { hole: false, delay: 0, piece: Infinity, resend: 0 };

/** Passes connections on to the port that `target` says at the time. */
export const startProxy = async (target: () => number): Promise<Proxy> => {
  let lines = { up: WHOLE, down: WHOLE };
  const connections = new Set<Connection>();
  let clients: Clients = { now: 0, most: 0, all: 0 };
  let door: Door = 'open';
  let listening = Subscription.EMPTY;

  const cut = (how: Cut): void => connections.forEach((each) => each.cut(how));

  const accept = (client: Socket): void => {
    const isThrough = door === 'open' || door === 'half';
    const server = isThrough ? connect({ port: target(), host: '127.0.0.1', allowHalfOpen: true }) : undefined;
    if (server === undefined) {
      const answer = answerOf(door);
      if (answer !== undefined) client.once('data', () => client.end(answer));
      client.on('end', () => client.end()).resume();
    }
    const { now, most, all } = clients;
    clients = { now: now + 1, most: Math.max(most, now + 1), all: all + 1 };
    const accepted = connection({
      client,
      server,
      lines: () => lines,
      left: () => (clients = { ...clients, now: clients.now - 1 }),
      gone: () => connections.delete(accepted),
    });
    connections.add(accepted);
    if (door === 'half') accepted.cut('mid-frame');
  };
  const listener = createServer({ allowHalfOpen: true }, accept);
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
  const { port } = listener.address() as AddressInfo;

  const listen = (): void => {
    listening.unsubscribe();
    if (!listener.listening) listener.listen(port, '127.0.0.1');
  };
  // The port may belong to somebody else's connection for a moment.
  listener.on('error', () => {
    listening = timer(50).subscribe(listen);
  });
  const change: Proxy['line'] = (direction, to) => {
    const { up, down } = lines;
    lines = {
      up: direction === 'down' ? up : { ...up, ...to },
      down: direction === 'up' ? down : { ...down, ...to },
    };
    for (const each of connections) each.pump();
  };
  const opened = (to: Door): void => {
    door = to;
    listening.unsubscribe();
    if (door !== 'refuse') listen();
    else if (listener.listening) listener.close();
  };

  return {
    port,
    line: change,
    door: opened,
    cut,
    mend: () => {
      // Whoever was let in by a door that leads nowhere has nowhere to go.
      for (const each of connections) if (!each.hasServer) each.cut('rst');
      opened('open');
      change('both', WHOLE);
    },
    connections: () => connections.size,
    clients: () => clients,
    stop: () => {
      listening.unsubscribe();
      listener.close();
      cut('rst');
    },
  };
};
