import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** One address in front of several servers. */
export interface Balancer {
  readonly port: number;
  /** How many connections go to each of them now, by port. */
  connections(): ReadonlyMap<number, number>;
  close(): Promise<void>;
}

/** Hands TCP connections to the servers on these ports in turn; one that does not answer is passed over. */
export const startBalancer = async (ports: readonly number[]): Promise<Balancer> => {
  const open = new Map<Socket, number>();
  let turn = 0;

  const pass = (from: Socket, tries: number): void => {
    if (tries === 0) return void from.destroy();
    const port = ports[turn++ % ports.length]!;
    const to = connect(port, '127.0.0.1');
    const other = () => pass(from, tries - 1);
    to.once('error', other);
    to.once('connect', () => {
      to.off('error', other);
      to.on('error', () => from.destroy());
      open.set(from, port);
      from.once('close', () => {
        open.delete(from);
        to.destroy();
      });
      to.once('close', () => from.destroy());
      from.pipe(to);
      to.pipe(from);
    });
  };

  const server = createServer((from) => {
    from.on('error', () => from.destroy());
    pass(from, ports.length);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    connections: () => {
      const counts = new Map(ports.map((port) => [port, 0]));
      for (const port of open.values()) counts.set(port, counts.get(port)! + 1);
      return counts;
    },
    close: async () => {
      for (const from of open.keys()) from.destroy();
      await once(server.close(), 'close');
    },
  };
};
