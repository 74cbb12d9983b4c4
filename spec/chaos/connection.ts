import type { Socket } from 'node:net';
import type { Line, Pipe } from './pipe.js';
import { pipe } from './pipe.js';

/** How a connection ends. */
export type Cut =
  /** By a reset, by a farewell, or in the middle of the next frame to the client. */
  | 'rst'
  | 'fin'
  | 'mid-frame'
  /** The last byte of whatever goes to the client is another: no text any more, and no record of TLS. */
  | 'garbled'
  /** Nothing goes through any more, either way, mended or not, and nobody is told: the client has another address now. */
  | 'stranded'
  /** The server has started anew: it is silent, and answers what the client says next by a reset. */
  | 'forgotten';

export interface Lines {
  readonly up: Line;
  readonly down: Line;
}

/** A client's connection to the proxy, and the one from there to the server where there is one. */
export interface Connection {
  readonly hasServer: boolean;
  /** Looks at the lines again, which have changed. */
  pump(): void;
  cut(how: Cut): void;
}

interface Ends {
  readonly client: Socket;
  readonly server: Socket | undefined;
  readonly lines: () => Lines;
  /** The client has gone, or has said so. */
  readonly left: () => void;
  /** Both sides have gone. */
  readonly gone: () => void;
}

/**
 * `resetAndDestroy()` says goodbye before it resets; this is what that does in the end. Where the goodbye is said already a
 * reset fails, and would leave the socket open.
 */
const resetNow = (socket: Socket): void => {
  Object.assign(socket, { resetAndClosing: !socket.writableEnded });
  socket.destroy();
};

export const connection = ({ client, server, lines, left, gone }: Ends): Connection => {
  const up = (): Line => lines().up;
  const down = (): Line => lines().down;
  let pipes: readonly Pipe[] = server === undefined ? [] : [pipe(client, server, up), pipe(server, client, down)];
  let hasLeft = false;

  const reset = (): void => {
    resetNow(client);
    if (server !== undefined) resetNow(server);
  };
  const leave = (): void => {
    if (!hasLeft) left();
    hasLeft = true;
  };
  const spoil = (how: Parameters<Pipe['spoil']>[0]): void => (pipes[1] === undefined ? reset() : pipes[1].spoil(how));
  const lose = (answer: () => unknown): void => {
    for (const each of pipes) each.stop();
    server?.on('end', () => server.end()).resume();
    pipes = [pipe(client, { write: answer, end: () => client.end() }, up)];
  };

  client.on('end', leave).on('close', leave);
  for (const [one, other, line] of [
    [client, server, up],
    [server, client, down],
  ] as const) {
    one?.setNoDelay(true).on('error', () => undefined);
    one?.on('close', (failed) => {
      // The other side hears of it through the line, if at all; a reset does not wait for what goes before it.
      if (failed && !line().hole && other !== undefined) resetNow(other);
      if (!client.destroyed || server?.destroyed === false) return;
      for (const each of pipes) each.stop();
      gone();
    });
  }

  const cuts: Readonly<Record<Cut, () => void>> = {
    rst: reset,
    fin: () => {
      client.end();
      server?.end();
    },
    'mid-frame': () =>
      spoil((data) => {
        setImmediate(reset);
        return data.subarray(0, Math.ceil(data.length / 2));
      }),
    garbled: () => spoil((data) => Buffer.from(data).fill(~data.at(-1)!, data.length - 1)),
    stranded: () => lose(() => true),
    forgotten: () => {
      lose(() => resetNow(client));
      if (server !== undefined) resetNow(server);
    },
  };
  return {
    hasServer: server !== undefined,
    pump: () => pipes.forEach((each) => each.pump()),
    cut: (how) => cuts[how](),
  };
};
