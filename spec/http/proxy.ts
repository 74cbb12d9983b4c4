import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What a proxy in front of a server does to those who pass it. */
export interface Habits {
  /** To a WebSocket: answers 403, or nothing at all. */
  readonly upgrades: 'refused' | 'swallowed';
  /** Passes an answer on when it has all of it. */
  readonly buffers?: boolean;
  /** Ends every answer at that age (ms), without a word. */
  readonly cutsAt?: number;
  /** How much later (ms) a request arrives, and what is answered. */
  readonly delay?: number;
}

export interface HttpProxy {
  readonly port: number;
  /** Requests there have been, by the end of their path; those of WebSockets as `upgrade`. */
  readonly asked: readonly string[];
  readonly become: (habits: Habits) => void;
  readonly stop: () => Promise<void>;
}

const REFUSAL = 'HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/** An answer, as the proxy passes it on. */
const pass = (answer: IncomingMessage, response: ServerResponse, { buffers = false, delay = 0 }: Habits): void => {
  const later = (act: () => void): void => {
    if (delay > 0) setTimeout(act, delay);
    else act();
  };
  const begin = () => response.writeHead(answer.statusCode ?? 502, answer.headers);
  const held: Buffer[] = [];
  if (!buffers) {
    later(() => {
      begin();
      response.flushHeaders();
    });
  }
  answer.on('data', (chunk: Buffer) => {
    if (buffers) held.push(chunk);
    else later(() => response.write(chunk));
  });
  answer.on('end', () =>
    later(() => {
      if (buffers) begin();
      response.end(Buffer.concat(held));
    }),
  );
  answer.on('error', () => response.destroy());
  answer.on('close', () => {
    if (!answer.complete) response.destroy();
  });
};

/** A proxy on 127.0.0.1, for HTTP alone. */
export const startHttpProxy = async (target: number, first: Habits): Promise<HttpProxy> => {
  let habits = first;
  const asked: string[] = [];
  const sockets = new Set<Socket>();

  const server = createServer((incoming, response) => {
    const { method, url = '', headers } = incoming;
    const mine = habits;
    asked.push(/(\w+)(?:\?|$)/.exec(url)?.[1] ?? url);
    const onward = request({ host: '127.0.0.1', port: target, method, path: url, headers, agent: false }, (answer) =>
      pass(answer, response, mine),
    );
    onward.on('error', () => response.destroy());
    response.on('error', () => undefined);
    response.on('close', () => onward.destroy());
    const { cutsAt, delay = 0 } = mine;
    if (cutsAt !== undefined) {
      const cut = setTimeout(() => response.destroy(), cutsAt);
      response.on('close', () => clearTimeout(cut));
    }
    const body: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => body.push(chunk));
    incoming.on('end', () => setTimeout(() => onward.end(Buffer.concat(body)), delay));
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true).once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (_, socket: Socket) => {
    asked.push('upgrade');
    socket.on('error', () => undefined);
    if (habits.upgrades === 'refused') socket.end(REFUSAL);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    become: (next) => {
      habits = next;
    },
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        for (const socket of sockets) socket.destroy();
      }),
  };
};
