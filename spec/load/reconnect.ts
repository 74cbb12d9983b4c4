import { setTimeout as sleep } from 'node:timers/promises';
import { asyncScheduler, filter, first, firstValueFrom, Subscription } from 'rxjs';
import type { Pusher } from '../../lib/index.js';
import { createPusher } from '../../lib/index.js';
import { APP } from './app.js';
import { watchEventLoop } from './blocked.js';
import { histogram, peak } from './histogram.js';
import { startServer } from './server.js';

const CLIENTS = 1_000;
/** Above this share of all in 100 ms it is a spike: an even spread over one second has a tenth in each. */
const SPIKE = 0.2;

/** Longer than `minUptime` (ms), so that each drop is the first. */
const PAUSE = 5_500;

const subscribed = (pusher: Pusher): Promise<unknown> =>
  firstValueFrom(pusher.channel('room').state$.pipe(filter(({ status }) => status === 'subscribed')));

/** When (ms) each client asks again for the first time, and when each is subscribed, from the drop on. */
const watch = (clients: readonly Pusher[]) => {
  const begin = asyncScheduler.now();
  const [attempts, back]: [number[], number[]] = [[], []];
  const attempt$ = ({ state$ }: Pusher) => state$.pipe(first(({ status }) => status === 'connecting'));
  const done = Promise.all(
    clients.map(async (client) => {
      const resumed = firstValueFrom(client.channel('room').resumed$);
      await firstValueFrom(attempt$(client));
      attempts.push(asyncScheduler.now() - begin);
      await resumed;
      back.push(asyncScheduler.now() - begin);
    }),
  );
  return { attempts, back, done };
};

/** Drops all, and tells how they come back; whether they come in a spike. */
const dropped = async (what: string, clients: readonly Pusher[], drop: () => unknown): Promise<void> => {
  await sleep(PAUSE);
  const { attempts, back, done } = watch(clients);
  const blocked = watchEventLoop();
  await drop();
  await done;
  console.log(`  ${what}; event loop held up for ${blocked().toFixed(0)} ms at most`);
  // How they ask is the client's doing; when they are all back is a matter of two busy processors as well.
  const share = peak(attempts);
  console.log(
    `   first attempts: ${share > SPIKE ? 'a SPIKE' : 'no spike'}, ${Math.round(share * 100)} % in one bucket`,
  );
  console.log(`${histogram(attempts)}\n   subscribed again\n${histogram(back)}`);
};

/** Many connections of one process, all dropped at the same moment. */
export const reconnect = async (): Promise<void> => {
  let server = await startServer();
  const wants = new Subscription();
  const clients = Array.from({ length: CLIENTS }, () =>
    createPusher(APP.key, { wsHost: '127.0.0.1', wsPort: server.port, forceTLS: false }),
  );
  console.log(`${CLIENTS} connections of one process, by default options`);
  const begin = performance.now();
  for (const client of clients) wants.add(client.channel('room').subscribe());
  await Promise.all(clients.map(subscribed));
  console.log(`  all subscribed for the first time after ${(performance.now() - begin).toFixed(0)} ms`);

  await dropped('closed with 4200', clients, () => server.tell({ do: 'close', code: 4200 }));
  await dropped('server killed, and started again on the same port', clients, async () => {
    await server.stop();
    server = await startServer(server.port);
  });
  server.tell({ do: 'count' });
  const { connections, subscriptions } = await server.answer('count');
  console.log(`  the server has ${connections} connections, ${subscriptions} subscriptions`);
  wants.unsubscribe();
  await server.stop();
};
