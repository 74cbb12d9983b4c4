import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';

/** A door in front of a server: it lets through, answers 503, or is not there. */
export interface Gate {
  readonly port: number;
  become(how: 'open' | '503' | 'shut'): void;
  /** What has passed, in both directions. */
  bytes(): number;
  close(): void;
}

const UNAVAILABLE = 'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

export const createGate = async (target: number): Promise<Gate> => {
  let how: 'open' | '503' | 'shut' = 'open';
  const through = new Set<Socket>();
  let bytes = 0;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (how === '503') return void socket.once('data', () => socket.end(UNAVAILABLE));
    if (how === 'shut') return void socket.destroy();
    const other = connect(target, '127.0.0.1');
    for (const end of [socket, other]) {
      through.add(end);
      end.on('error', () => undefined);
      end.on('data', ({ length }) => (bytes += length));
      end.on('close', () => {
        through.delete(end);
        socket.destroy();
        other.destroy();
      });
    }
    socket.pipe(other).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => through.forEach((socket) => socket.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    become(next) {
      how = next;
      if (next !== 'open') cut();
    },
    bytes: () => bytes,
    close() {
      server.close();
      cut();
    },
  };
};
