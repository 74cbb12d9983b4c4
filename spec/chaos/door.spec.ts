import { wait } from './end.js';
import { client, closed, eachWithEcho, joined, proxy, served } from './echo.js';

describe('the door of the proxy', () => {
  eachWithEcho();

  it('lets half of the first answer through, if it is told to', async () => {
    proxy.door('half');
    const { socket, heard } = client();
    socket.write('abcdef');
    await closed(socket);
    expect(heard.text).toBe('abc');
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
