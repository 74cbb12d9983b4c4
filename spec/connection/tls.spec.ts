import { filter, firstValueFrom, timeout } from 'rxjs';
import type { Subscription } from 'rxjs';
import type { Pusher, PusherOptions } from '../../lib/index.js';
import { createPusher, SocketClosed } from '../../lib/index.js';
import { startSandbox } from '../../lib/sandbox/index.js';
import type { Proxy } from '../chaos/proxy.js';
import { startProxy } from '../chaos/proxy.js';
import { certificate } from '../sandbox/support/certificate.js';

type Door = Parameters<Proxy['door']>[0];

let port: number;
let serving: Subscription;
let proxy: Proxy;
let leave: Subscription | undefined;

beforeAll(async () => {
  port = await new Promise<number>((resolve) => {
    serving = startSandbox({ port: 0, tls: certificate }).subscribe((sandbox) => resolve(sandbox.port));
  });
});
afterAll(() => serving.unsubscribe());
beforeEach(async () => {
  proxy = await startProxy(() => port);
});
afterEach(() => {
  leave?.unsubscribe();
  proxy.stop();
});

const secured = (webSocketOptions: object = { ca: certificate.cert }): Pusher => {
  const options: PusherOptions = {
    wsHost: '127.0.0.1',
    wssPort: proxy.port,
    reconnect: { minDelay: 20, maxDelay: 50 },
  };
  const pusher = createPusher('app-key', { ...options, webSocketOptions });
  leave = pusher.connect();
  return pusher;
};
const state = ({ state$ }: Pusher, status: string) =>
  firstValueFrom(
    state$.pipe(
      filter((one) => one.status === status),
      timeout(5_000),
    ),
  );
const lost = { status: 'waiting', cause: expect.any(SocketClosed) as unknown };

describe('over TLS', () => {
  it.each(['rst', 'fin', 'mid-frame'] as const)('a cut comes back: %s', async (how) => {
    const pusher = secured();
    const before = await state(pusher, 'connected');
    const waiting = state(pusher, 'waiting');
    proxy.cut(how);
    // Something has to be under way to be cut in two.
    if (how === 'mid-frame') pusher.ping().subscribe({ error: () => undefined });
    expect(await waiting).toMatchObject(lost);
    expect(await state(pusher, 'connected')).not.toEqual(before);
  });

  it.each<readonly [string, Door]>([
    ['that is answered without TLS', { status: 400 }],
    ['that is refused', 'refuse'],
  ])('a handshake %s is tried again until it succeeds', async (_, door) => {
    proxy.door(door);
    const pusher = secured();
    expect(await state(pusher, 'waiting')).toMatchObject(lost);
    proxy.mend();
    await state(pusher, 'connected');
  });

  it('a handshake that is cut is tried again', async () => {
    proxy.door('silent');
    const pusher = secured();
    const waiting = state(pusher, 'waiting');
    while (proxy.connections() === 0) await new Promise((turn) => setTimeout(turn, 5));
    proxy.mend();
    expect(await waiting).toMatchObject(lost);
    await state(pusher, 'connected');
  });

  it('a certificate that nobody vouches for is the cause, and is never accepted', async () => {
    const pusher = secured({});
    const { cause } = (await state(pusher, 'waiting')) as unknown as { readonly cause: SocketClosed };
    expect(cause.cause).toMatchObject({ code: expect.stringMatching(/SELF_SIGNED/) as unknown });
  });
});
