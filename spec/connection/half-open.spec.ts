import { BehaviorSubject, filter, firstValueFrom, timeout } from 'rxjs';
import type { Subscription } from 'rxjs';
import { WebSocket } from 'ws';
import type { PusherOptions } from '../../lib/index.js';
import { ConnectionTimeout, createPusher } from '../../lib/index.js';
import { startSandbox } from '../../lib/sandbox/index.js';
import type { Sandbox } from '../../lib/sandbox/index.js';
import type { Proxy } from '../chaos/proxy.js';
import { startProxy } from '../chaos/proxy.js';

// Over real sockets: a link that swallows everything without a word, as a phone does that changes its network.

let sandbox: Sandbox;
let serving: Subscription;
let proxy: Proxy;
const cleanUp: (() => void)[] = [];

beforeAll(async () => {
  sandbox = await new Promise<Sandbox>((resolve) => {
    serving = startSandbox({ port: 0 }).subscribe(resolve);
  });
});
afterAll(() => serving.unsubscribe());
beforeEach(async () => {
  proxy = await startProxy(() => sandbox.port);
});
afterEach(() => {
  for (const undo of cleanUp.splice(0)) undo();
  proxy.stop();
});

const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** A connected client, and the most sockets that it has had at once. */
const connected = async (options: PusherOptions) => {
  const live = new Set<WebSocket>();
  let most = 0;
  class Counted extends WebSocket {
    constructor(url: string) {
      super(url);
      live.add(this);
      most = Math.max(most, live.size);
      this.on('close', () => live.delete(this));
    }
  }
  const pusher = createPusher('app-key', {
    wsHost: '127.0.0.1',
    wsPort: proxy.port,
    forceTLS: false,
    WebSocketCtor: Counted,
    reconnect: { minDelay: 20, maxDelay: 50 },
    ...options,
  });
  const heard = pusher.channel('prices').subscribe();
  cleanUp.push(() => heard.unsubscribe());
  const state = (status: string) =>
    firstValueFrom(
      pusher.state$.pipe(
        filter((one) => one.status === status),
        timeout(5_000),
      ),
    );
  await state('connected');
  await firstValueFrom(pusher.channel('prices').state$.pipe(filter(({ status }) => status === 'subscribed')));
  const first = await firstValueFrom(pusher.socketId$);
  return { pusher, state, first, most: () => most };
};

/**
 * The link dies; then it is found dead and replaced by one that works, and the channel is subscribed again. The time (ms) it
 * took to find it.
 */
const found = async ({ pusher, state, first, most }: Awaited<ReturnType<typeof connected>>, act?: () => void) => {
  const began = performance.now();
  proxy.line('both', { hole: true });
  act?.();
  const lost = await state('waiting');
  const time = performance.now() - began;
  expect(lost).toMatchObject({ cause: expect.any(ConnectionTimeout) as unknown });
  proxy.mend();
  await state('connected');
  expect(await firstValueFrom(pusher.socketId$)).not.toBe(first);
  await firstValueFrom(
    pusher.channel('prices').state$.pipe(
      filter(({ status }) => status === 'subscribed'),
      timeout(2_000),
    ),
  );
  expect(most()).toBe(1);
  // Nor has the other side seen two.
  expect(proxy.clients()).toMatchObject({ now: 1, most: 1 });
  return time;
};

// So long that nothing but what is asked about can find the link dead in the time of a test.
const LATE = { activityTimeout: 60_000, pongTimeout: 100 };
/** ms; what a busy machine may add. */
const A_MOMENT = 1_000;

describe('a link that has died without a word is replaced, and never by a second beside it', () => {
  it('after activityTimeout of silence and pongTimeout', async () => {
    const time = await found(await connected({ activityTimeout: 800, pongTimeout: 200 }));
    expect(time).toBeLessThan(800 * 1.125 + 200 + A_MOMENT);
  });

  it.each(['up', 'down'] as const)('also where only what goes %s is lost', async (direction) => {
    const client = await connected({ activityTimeout: 200, pongTimeout: 100 });
    proxy.line(direction, { hole: true });
    await client.state('waiting');
    await found(client);
  });

  it('at once when the network changes', async () => {
    const online$ = new BehaviorSubject(true);
    await found(await connected({ ...LATE, online$ }), () => {
      online$.next(false);
      online$.next(true);
    });
  });

  it('at once when the page is looked at again', async () => {
    const document = Object.assign(new EventTarget(), { visibilityState: 'hidden' });
    Object.assign(globalThis, { document });
    cleanUp.push(() => delete (globalThis as { document?: unknown }).document);
    await found(await connected(LATE), () => {
      document.visibilityState = 'visible';
      document.dispatchEvent(new Event('visibilitychange'));
    });
  });

  it('at once when the machine has slept', async () => {
    const client = await connected({ activityTimeout: 2_000, pongTimeout: 100 });
    const now = Date.now.bind(Date);
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + 3_600_000);
    cleanUp.push(() => clock.mockRestore());
    // The next tick, not the end of a silence.
    expect(await found(client)).toBeLessThan(2_000 / 8 + 100 / 4 + A_MOMENT);
  });

  it('when a ping in doubt has no answer in its time', async () => {
    const client = await connected(LATE);
    await found(client, () => client.pusher.ping(100).subscribe({ error: () => undefined }));
  });
});

it('a link that is only slow is kept', async () => {
  // A busy machine seems to have slept: a quarter of pongTimeout is more than the way there and back.
  const { state, first } = await connected({ activityTimeout: 400, pongTimeout: 3_000 });
  proxy.line('both', { delay: 60 });
  await wait(1_400);
  expect(await state('connected')).toMatchObject({ socketId: first });
});
