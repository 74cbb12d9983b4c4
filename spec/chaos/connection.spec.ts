import { once } from 'node:events';
import { wait } from './end.js';
import { closed, eachWithEcho, joined, proxy, served } from './echo.js';

describe('a connection through the proxy', () => {
  eachWithEcho();

  it('is cut by a reset and by a farewell', async () => {
    const one = await joined();
    proxy.cut('rst');
    await closed(one.socket);
    expect(one.heard).toMatchObject({ ended: false, error: 'ECONNRESET' });
    const other = await joined();
    proxy.cut('fin');
    await closed(other.socket);
    expect(other.heard).toMatchObject({ ended: true, error: undefined });
  });

  it('is cut in the middle of what comes next', async () => {
    const { socket, heard } = await joined();
    proxy.cut('mid-frame');
    socket.write('abcdef');
    await closed(socket);
    expect(heard.text).toBe('hello abc');
  });

  it('is garbled: the last byte of what comes next is another, and no text', async () => {
    const { socket, heard } = await joined();
    proxy.cut('garbled');
    socket.write('ab');
    await once(socket, 'data');
    expect(heard.text).toBe('hello a\ufffd');
  });

  it('is stranded: nothing goes through, nobody is told, and others are not touched', async () => {
    const { socket, heard } = await joined();
    proxy.cut('stranded');
    socket.write('world');
    proxy.mend();
    const other = await joined();
    other.socket.write('world');
    await wait(30);
    expect(heard).toEqual({ text: 'hello ', pieces: 1, ended: false, error: undefined });
    expect(other.heard.text).toBe('hello world');
    socket.end();
    served[0]!.end();
    await wait(10);
    expect(proxy.connections()).toBe(1);
  });

  it('is forgotten: the server is gone, and what is said next is answered by a reset', async () => {
    const { socket, heard } = await joined();
    proxy.line('both', { hole: true });
    proxy.cut('forgotten');
    await wait(10);
    expect(served[0]!.destroyed).toBe(true);
    socket.write('world');
    await wait(10);
    expect(heard).toMatchObject({ ended: false, error: undefined });
    proxy.mend();
    await closed(socket);
    expect(heard).toMatchObject({ text: 'hello ', error: 'ECONNRESET' });
    await wait(10);
    expect(proxy.connections()).toBe(0);
  });
});
