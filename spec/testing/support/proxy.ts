import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import type { Condition, Latency } from '../../../lib/sandbox/memory/index.js';

/** A TCP proxy on 127.0.0.1 that does to a WebSocket server what the network in memory does to its own. */
export interface Proxy {
  readonly port: number;
  become(condition: Condition): void;
  delay(latency: Latency): void;
  /** Puts a text frame into what the server says to every client. */
  say(text: string): void;
  stop(): void;
}

const HEADERS_END = '\r\n\r\n';

const textFrame = (text: string): Buffer => {
  const payload = Buffer.from(text);
  const length = payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 255];
  return Buffer.concat([Buffer.from([0x81, ...length]), payload]);
};

export const startProxy = async (target: number): Promise<Proxy> => {
  let condition: Condition = 'up';
  let latency: Latency = {};
  const sockets = new Set<Socket>();
  const clients = new Set<Socket>();
  const later = (ms: number, run: () => void) => (ms === 0 ? run() : void setTimeout(run, ms));

  const join = (client: Socket): void => {
    const born = condition;
    const server = connect(target, '127.0.0.1');
    sockets.add(server);
    clients.add(client);
    let upgraded = false;
    client.on('data', (data) =>
      later(latency.up ?? 0, () => {
        if (condition !== 'half-open' && !(born === 'mute' && upgraded)) server.write(data);
      }),
    );
    server.on('data', (data) =>
      later(latency.down ?? 0, () => {
        if (condition === 'half-open' || (born === 'mute' && upgraded)) return;
        upgraded ||= data.includes(HEADERS_END);
        // The handshake may come together with the answer to the upgrade.
        client.write(born === 'mute' ? data.subarray(0, data.indexOf(HEADERS_END) + HEADERS_END.length) : data);
      }),
    );
    const end = (other: Socket) => () => {
      sockets.delete(client);
      sockets.delete(server);
      clients.delete(client);
      later(other === client ? (latency.down ?? 0) : (latency.up ?? 0), () => other.destroy());
    };
    server.on('error', () => undefined).on('close', end(client));
    client.on('close', end(server));
  };

  const listener = createServer((client) => {
    sockets.add(client);
    client.setNoDelay(true).on('error', () => undefined);
    if (condition === 'refuse') client.destroy();
    else if (condition === 'up' || condition === 'mute') join(client);
  });
  await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening));

  return {
    port: (listener.address() as AddressInfo).port,
    become: (next) => {
      condition = next;
    },
    delay: (next) => {
      latency = next;
    },
    say: (text) => {
      for (const client of clients) client.write(textFrame(text));
    },
    stop: () => {
      listener.close();
      for (const socket of sockets) socket.destroy();
    },
  };
};
