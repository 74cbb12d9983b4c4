import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Proxy } from './proxy.js';
import { startProxy } from './proxy.js';

// Against a server that says back what it hears.
let echo: Server;
let proxy: Proxy;
let served: Socket[];
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

const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
// `once` of node:events rejects at an error.
const closed = (socket: Socket) => new Promise<void>((done) => socket.once('close', () => done()));

const client = () => {
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
const joined = async () => {
  const one = client();
  one.socket.write('hello ');
  await once(one.socket, 'data');
  return one;
};

describe('the proxy', () => {
  it('passes bytes on, and the farewell after them', async () => {
    const { socket, heard } = await joined();
    socket.end('world');
    await closed(socket);
    expect(heard).toMatchObject({ text: 'hello world', ended: true, error: undefined });
    await wait(10);
    expect(proxy.connections()).toBe(0);
  });

  it.each(['up', 'down', 'both'] as const)(
    'holds back what goes %s, in order, until it is mended',
    async (direction) => {
      const { socket, heard } = await joined();
      proxy.line(direction, { hole: true });
      for (const word of 'abc') socket.write(word);
      await wait(30);
      expect(heard.text).toBe('hello ');
      proxy.mend();
      await wait(30);
      expect(heard.text).toBe('hello abc');
    },
  );

  it('tells the server of a client that has gone only when the line is whole again', async () => {
    const { socket } = await joined();
    proxy.line('up', { hole: true });
    socket.destroy();
    await wait(30);
    expect(served[0]!.destroyed).toBe(false);
    proxy.mend();
    await wait(30);
    expect(served[0]!.destroyed).toBe(true);
    expect(proxy.connections()).toBe(0);
  });

  it('delays, and trickles', async () => {
    const { socket, heard } = await joined();
    proxy.line('down', { delay: 40, piece: 1 });
    socket.write('abcdefgh');
    await wait(20);
    expect(heard.text).toBe('hello ');
    await wait(100);
    expect(heard.text).toBe('hello abcdefgh');
    expect(heard.pieces).toBeGreaterThan(4);
  });

  it('cuts by a reset and by a farewell', async () => {
    const one = await joined();
    proxy.cut('rst');
    await closed(one.socket);
    expect(one.heard).toMatchObject({ ended: false, error: 'ECONNRESET' });
    const other = await joined();
    proxy.cut('fin');
    await closed(other.socket);
    expect(other.heard).toMatchObject({ ended: true, error: undefined });
  });

  it('cuts in the middle of what comes next', async () => {
    const { socket, heard } = await joined();
    proxy.cut('mid-frame');
    socket.write('abcdef');
    await closed(socket);
    expect(heard.text).toBe('hello abc');
  });

  it('refuses, and listens on the same port again', async () => {
    const { socket, heard } = await joined();
    proxy.door('refuse');
    const refused = client();
    await closed(refused.socket);
    expect(refused.heard.error).toBe('ECONNREFUSED');
    socket.write('world');
    await wait(20);
    expect(heard.text).toBe('hello world');
    proxy.mend();
    await wait(20);
    await joined();
  });

  it('accepts and says nothing, until it is mended', async () => {
    proxy.door('silent');
    const { socket, heard } = client();
    socket.write('hello');
    await wait(30);
    expect(heard).toMatchObject({ text: '', ended: false });
    proxy.mend();
    await closed(socket);
    expect(served).toEqual([]);
  });

  it.each([
    [{ status: 400 } as const, /^HTTP\/1\.1 400 Bad Request\r\n/],
    [{ status: 503 } as const, /^HTTP\/1\.1 503 Service Unavailable\r\n/],
    [{ redirect: 'http://127.0.0.1:1/' }, /^HTTP\/1\.1 302 Found\r\nLocation: http:\/\/127\.0\.0\.1:1\/\r\n/],
  ])('answers with %p', async (door, answer) => {
    proxy.door(door);
    const { socket, heard } = client();
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await closed(socket);
    expect(heard.text).toMatch(answer);
  });
});
