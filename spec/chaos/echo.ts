import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Proxy } from './proxy.js';
import { startProxy } from './proxy.js';

// A proxy to a server that says back what it hears; anew for each test.
let echo: Server;
export let proxy: Proxy;
/** The server's ends of connections. */
export let served: Socket[];

export const eachWithEcho = (): void => {
  beforeEach(async () => {
    served = [];
    echo = createServer((socket) => {
      served.push(socket);
      socket.on('error', () => undefined).pipe(socket);
    });
    await once(echo.listen(0, '127.0.0.1'), 'listening');
    proxy = await startProxy(() => (echo.address() as AddressInfo).port);
  });
  afterEach(() => {
    proxy.stop();
    echo.close();
    for (const socket of served) socket.destroy();
  });
};

// `once` of node:events rejects at an error.
export const closed = (socket: Socket) => new Promise<void>((done) => socket.once('close', () => done()));

export const client = () => {
  const socket = connect(proxy.port, '127.0.0.1');
  const heard = { text: '', pieces: 0, ended: false, error: undefined as string | undefined };
  socket
    .on('data', (data: Buffer) => {
      heard.text += data.toString();
      heard.pieces += 1;
    })
    .on('end', () => (heard.ended = true))
    .on('error', (error: NodeJS.ErrnoException) => (heard.error = error.code));
  return { socket, heard };
};
/** A client that has been answered. */
export const joined = async () => {
  const one = client();
  one.socket.write('hello ');
  await once(one.socket, 'data');
  return one;
};
