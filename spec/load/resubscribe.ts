import type { Observable } from 'rxjs';
import { distinctUntilChanged, filter, firstValueFrom, map, merge, scan, share, skipWhile, Subscription } from 'rxjs';
import { encryption } from '../../lib/encryption/index.js';
import type { Pusher } from '../../lib/index.js';
import { createPusher } from '../../lib/index.js';
import { secretAuthorizer } from '../../lib/server/index.js';
import { APP } from './app.js';
import { watchEventLoop } from './blocked.js';
import type { Server } from './server.js';
import { startServer } from './server.js';

const CHANNELS = 10_000;

/** How many of these channels are subscribed, at each change. */
const subscribed$ = (pusher: Pusher, names: readonly string[]): Observable<number> =>
  merge(
    ...names.map((name) =>
      pusher.channel(name).state$.pipe(
        map(({ status }) => status === 'subscribed'),
        distinctUntilChanged(),
        skipWhile((is) => !is),
        map((is) => (is ? 1 : -1)),
      ),
    ),
  ).pipe(
    scan((sum, by) => sum + by, 0),
    share(),
  );

/** From `connected` until all channels are subscribed: how long, and for how long at most nothing else got its turn. */
const measure = async (what: string, pusher: Pusher, all$: Observable<unknown>, act: () => void): Promise<void> => {
  const done = firstValueFrom(all$);
  const connected = firstValueFrom(
    pusher.state$.pipe(filter(({ status }) => status === 'waiting' || status === 'idle')),
  )
    .then(() => firstValueFrom(pusher.state$.pipe(filter(({ status }) => status === 'connected'))))
    .then(() => performance.now());
  const blocked = watchEventLoop();
  act();
  await done;
  const end = performance.now();
  const [begin, longest] = [await connected, blocked()];
  console.log(`  ${what}: ${(end - begin).toFixed(0)} ms, event loop held up for ${longest.toFixed(0)} ms at most`);
};

const round = async (server: Server, kind: string, prefix: string): Promise<void> => {
  const pusher = createPusher(APP.key, {
    wsHost: '127.0.0.1',
    wsPort: server.port,
    forceTLS: false,
    encryption,
    channelAuthorization: secretAuthorizer({ ...APP, member: { user_id: 'one' } }),
  });
  const names = Array.from({ length: CHANNELS }, (_, i) => `${prefix}room-${i}`);
  const count$ = subscribed$(pusher, names);
  const all$ = count$.pipe(filter((count) => count === CHANNELS));
  const wants = new Subscription();
  let errors = 0;
  wants.add(count$.subscribe());
  wants.add(pusher.errors$.subscribe(() => (errors += 1)));

  console.log(`${CHANNELS} ${kind} channels on one connection`);
  await measure('subscribed', pusher, all$, () => {
    for (const name of names) wants.add(pusher.channel(name).subscribe({ error: () => (errors += 1) }));
  });
  await measure('again after 4200', pusher, all$, () => server.tell({ do: 'close', code: 4200 }));
  await measure('again after 1006', pusher, all$, () => server.tell({ do: 'close', code: 1006 }));
  server.tell({ do: 'count' });
  const { subscriptions } = await server.answer('count');
  console.log(`  ${errors} errors, ${subscriptions} subscriptions on the server`);
  wants.unsubscribe();
};

export const resubscribe = async (): Promise<void> => {
  const server = await startServer();
  await round(server, 'public', '');
  await round(server, 'private', 'private-');
  await round(server, 'presence', 'presence-');
  await server.stop();
};
