import { wait } from './end.js';
import { closed, eachWithEcho, joined, proxy, served } from './echo.js';

describe('the proxy', () => {
  eachWithEcho();

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

  it('sends again what was held back, ever later', async () => {
    const { socket, heard } = await joined();
    proxy.line('up', { hole: true, resend: 40 });
    socket.write('world');
    // Sent again after 40 and 120 ms: at 60 the line is whole.
    await wait(60);
    proxy.line('up', { hole: false });
    await wait(30);
    expect(heard.text).toBe('hello ');
    await wait(60);
    expect(heard.text).toBe('hello world');
  });

  it('counts the sockets that clients hold', async () => {
    expect(proxy.clients()).toEqual({ now: 0, most: 0, all: 0 });
    const [one, two] = [await joined(), await joined()];
    proxy.line('both', { hole: true });
    one.socket.end();
    await wait(10);
    expect(proxy.clients()).toEqual({ now: 1, most: 2, all: 2 });
    two.socket.destroy();
    await wait(10);
    expect(proxy.clients()).toEqual({ now: 0, most: 2, all: 2 });
  });
});
