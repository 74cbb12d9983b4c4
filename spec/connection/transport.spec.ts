import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo, Socket as NetSocket } from 'node:net';
import { createServer as createNetServer } from 'node:net';
import { firstValueFrom, lastValueFrom, Subject, timer } from 'rxjs';
import type { Subscription } from 'rxjs';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import type { Received, Socket } from '../../lib/connection/transport.js';
import { transport } from '../../lib/connection/transport.js';
import type { PusherError } from '../../lib/errors.js';

const end: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of end.splice(0).reverse()) await undo();
});

const listening = (server: Pick<Server, 'listen' | 'address' | 'close'>): Promise<string> =>
  new Promise((resolve) => {
    end.push(() => new Promise((closed) => void server.close(closed)));
    server.listen(0, '127.0.0.1', () => resolve(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`));
  });

/** A WebSocket server that does this with whoever comes. */
const serve = async (accept: (socket: WebSocket, headers: object) => void): Promise<string> => {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http });
  sockets.on('connection', (socket, { headers }) => accept(socket, headers));
  const url = await listening(http);
  end.push(() => {
    for (const socket of sockets.clients) socket.terminate();
  });
  return url;
};

interface Attempt {
  readonly socket: Promise<Socket>;
  readonly error: Promise<PusherError>;
  readonly received: Received[];
  readonly subscription: Subscription;
}

const attempt = (url: string, options?: object): Attempt => {
  const received: Received[] = [];
  const opened = new Subject<Socket>();
  const failed = new Subject<PusherError>();
  const [socket, error] = [
    firstValueFrom(opened, { defaultValue: undefined as never }),
    firstValueFrom(failed, { defaultValue: undefined as never }),
  ];
  const subscription = transport(url, { next: (frame) => received.push(frame) }, undefined, options).subscribe({
    next: (value) => opened.next(value),
    error: (value: unknown) => failed.next(value as PusherError),
  });
  end.push(() => {
    subscription.unsubscribe();
    opened.complete();
    failed.complete();
  });
  return { socket, error, received, subscription };
};

const closed = (socket: WebSocket) =>
  new Promise<[number, string]>((resolve) => socket.on('close', (code, reason) => resolve([code, reason.toString()])));

/** The handles that keep a process going, but for those of the spec runner. */
const handles = () => process.getActiveResourcesInfo().filter((name) => /TCP|Timeout/.test(name)).length;

describe('the transport, over real sockets', () => {
  it.each([
    [1000, 'bye'],
    [1001, ''],
    [4001, 'App key not in this cluster'],
    [4200, 'Please reconnect immediately'],
    [4999, ''],
  ])('errors with the code of a close, clean as it may be: %d', async (code, reason) => {
    const url = await serve((socket) => socket.close(code, reason));
    const { socket, error } = attempt(url);
    await socket;
    expect(await error).toMatchObject({ _tag: 'SocketClosed', code, reason });
  });

  it('errors with 1005 where the close has no code', async () => {
    expect(await attempt(await serve((socket) => socket.close())).error).toMatchObject({ code: 1005 });
  });

  it('errors with 1006 where there was no close', async () => {
    const { error, socket } = attempt(await serve((peer) => peer.terminate()));
    expect(await error).toMatchObject({ _tag: 'SocketClosed', code: 1006, reason: '' });
    await lastValueFrom((await socket).closed$, { defaultValue: undefined });
  });

  it('errors with 1006 and the reason as the cause where nobody listens', async () => {
    const http = createServer();
    const url = await listening(http);
    await end.pop()?.();
    expect(await attempt(url).error).toMatchObject({ code: 1006, cause: { code: 'ECONNREFUSED' } });
  });

  it('errors with 1006 and the status as the cause where the upgrade is refused', async () => {
    const url = await listening(createServer((_, response) => void response.writeHead(503).end()));
    expect(await attempt(url).error).toMatchObject({
      code: 1006,
      cause: { message: 'Unexpected server response: 503' },
    });
  });

  it('errors where the address is none', async () => {
    expect(await attempt('ws://[host:6001]/app/key').error).toMatchObject({
      code: 1006,
      cause: { name: 'SyntaxError' },
    });
  });

  it('hands on every frame and what is none, and only what has no channel to control$', async () => {
    const url = await serve((peer) => {
      peer.on('message', () => {
        peer.send('{"event":"a"}');
        peer.send('{"event":"b","channel":"c"}');
        peer.send('junk');
        peer.send(Buffer.from([1, 2, 3]));
        peer.send('{"event":"end"}');
      });
    });
    const { socket, received } = attempt(url);
    const { control$, send, heard } = await socket;
    const shown = (one: Received) => (one._tag === 'Right' ? one.right.event : one.left.message);
    const controlled: string[] = [];
    const done = new Promise<void>((resolve) => {
      control$.subscribe({
        next: (one) => {
          controlled.push(shown(one));
          if (shown(one) === 'end') resolve();
        },
        error: () => undefined,
      });
    });
    send('go');
    await done;
    const [junk, binary] = ['malformed frame "junk": not JSON', 'malformed frame "": not a text frame'];
    expect(received.map(shown)).toEqual(['a', 'b', junk, binary, 'end']);
    expect(controlled).toEqual(['a', junk, binary, 'end']);
    expect(heard()).toBe(5);
  });

  it('closes with 1000 when unsubscribed, and tells when it is done', async () => {
    let code: Promise<[number, string]> | undefined;
    const { socket, subscription } = attempt(await serve((peer) => void (code = closed(peer))));
    const { closed$, control$, send } = await socket;
    const over: unknown[] = [];
    control$.subscribe({ error: (error: unknown) => over.push((error as PusherError)._tag) });
    subscription.unsubscribe();
    send('nothing comes of it');
    expect(over).toEqual(['Disconnected']);
    expect(await code).toEqual([1000, '']);
    await lastValueFrom(closed$, { defaultValue: undefined });
  });

  it('drops a socket when told to, without waiting for the other side', async () => {
    let code: Promise<[number, string]> | undefined;
    const { socket, error } = attempt(await serve((peer) => void (code = closed(peer))));
    (await socket).terminate();
    expect(await error).toMatchObject({ code: 1006 });
    expect((await code)?.[0]).toBe(1006);
  });

  it('leaves no handle when unsubscribed while connecting', async () => {
    const before = handles();
    const silent = createNetServer();
    const url = await listening(silent as unknown as Server);
    const came = new Promise<NetSocket>((resolve) => silent.once('connection', (peer) => resolve(peer.resume())));
    const { subscription } = attempt(url);
    const peer = await came;
    const gone = new Promise((resolve) => peer.on('error', () => undefined).on('close', resolve));
    subscription.unsubscribe();
    await gone;
    await end.shift()?.();
    for (let waited = 0; handles() > before && waited < 1_000; waited += 10) await firstValueFrom(timer(10));
    expect(handles()).toBeLessThanOrEqual(before);
  });

  it('passes webSocketOptions to the constructor', async () => {
    const sent = new Promise<object>(
      (resolve) =>
        void serve((_, headers) => resolve(headers)).then((url) => attempt(url, { headers: { 'x-mine': 'yes' } })),
    );
    expect(await sent).toMatchObject({ 'x-mine': 'yes' });
  });
});
