import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { Subscription, timer } from 'rxjs';
import type { Line, Pipe } from './pipe.js';
import { pipe } from './pipe.js';

/** How connections end: by a reset, by a farewell, or in the middle of the next frame to the client. */
export type Cut = 'rst' | 'fin' | 'mid-frame';

/** What becomes of a new connection. */
export type Door =
  | 'open'
  /** Nobody listens. */
  | 'refuse'
  /** Accepted, and then nothing. */
  | 'silent'
  /** An HTTP response to whatever is asked. */
  | { readonly status: 400 | 503 }
  | { readonly redirect: string };

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
  /** Connections of clients there are. */
  readonly connections: () => number;
  stop(): void;
}

interface Connection {
  readonly client: Socket;
  readonly server: Socket | undefined;
  readonly pipes: readonly Pipe[];
}

const WHOLE: Line = { hole: false, delay: 0, piece: Infinity };
const REASONS = { 400: 'Bad Request', 503: 'Service Unavailable' };

const answerOf = (door: Exclude<Door, string>): string => {
  const [status, header] =
    'status' in door ? [`${door.status} ${REASONS[door.status]}`, ''] : ['302 Found', `Location: ${door.redirect}\r\n`];
  return `HTTP/1.1 ${status}\r\n${header}Content-Length: 0\r\nConnection: close\r\n\r\n`;
};

/**
 * `resetAndDestroy()` says goodbye before it resets; this is what that does in the end. Where the goodbye is said already a
 * reset fails, and would leave the socket open.
 */
const resetNow = (socket: Socket): void => {
  Object.assign(socket, { resetAndClosing: !socket.writableEnded });
  socket.destroy();
};

/** Passes connections on to the port that `target` says at the time. */
export const startProxy = async (target: () => number): Promise<Proxy> => {
  const lines = { up: WHOLE, down: WHOLE };
  const connections = new Set<Connection>();
  let door: Door = 'open';
  let listening = Subscription.EMPTY;

  const reset = ({ client, server }: Connection): void => {
    resetNow(client);
    if (server !== undefined) resetNow(server);
  };
  const keep = (connection: Connection): void => {
    const { client, server, pipes } = connection;
    connections.add(connection);
    const gone = (): void => {
      if (!client.destroyed || server?.destroyed === false) return;
      connections.delete(connection);
      for (const each of pipes) each.stop();
    };
    for (const [one, other, line] of [
      [client, server, () => lines.up],
      [server, client, () => lines.down],
    ] as const) {
      one?.setNoDelay(true).on('error', () => undefined);
      one?.on('close', (failed) => {
        // The other side hears of it through the line, if at all; a reset does not wait for what goes before it.
        if (failed && !line().hole && other !== undefined) resetNow(other);
        gone();
      });
    }
  };
  const accept = (client: Socket): void => {
    if (door !== 'open') {
      keep({ client, server: undefined, pipes: [] });
      const answer = typeof door === 'object' ? answerOf(door) : undefined;
      if (answer !== undefined) client.once('data', () => client.end(answer));
      client.on('end', () => client.end()).resume();
      return;
    }
    const server = connect({ port: target(), host: '127.0.0.1', allowHalfOpen: true });
    const pipes = [pipe(client, server, () => lines.up), pipe(server, client, () => lines.down)];
    keep({ client, server, pipes });
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
  const change = (direction: 'up' | 'down' | 'both', to: Partial<Line>): void => {
    for (const each of ['up', 'down'] as const)
      if (direction === 'both' || direction === each) lines[each] = { ...lines[each], ...to };
    for (const { pipes } of connections) for (const each of pipes) each.pump();
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
    cut: (how) => {
      for (const connection of connections) {
        const down = connection.pipes[1];
        if (how === 'rst' || down === undefined) reset(connection);
        else if (how === 'mid-frame') down.half(() => reset(connection));
        else {
          connection.client.end();
          connection.server?.end();
        }
      }
    },
    mend: () => {
      // Whoever was let in by a door that leads nowhere has nowhere to go.
      for (const connection of connections) if (connection.server === undefined) reset(connection);
      opened('open');
      change('both', WHOLE);
    },
    connections: () => connections.size,
    stop: () => {
      listening.unsubscribe();
      listener.close();
      for (const connection of connections) reset(connection);
    },
  };
};
