import type { Observable } from 'rxjs';
import {
  catchError,
  concatMap,
  defer,
  EMPTY,
  ignoreElements,
  interval,
  merge,
  repeat,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import type { Pusher } from '../../lib/index.js';
import { createPusherServer } from '../../lib/server/index.js';
import type { Random } from '../chaos/random.js';
import { APP } from '../load/app.js';
import type { Server } from '../load/server.js';
import { USER } from './clients.js';
import { cycle, ROOMS } from './cycle.js';

/** How many are there at a time. */
const PRESENT = 24;
/** ms between two interruptions. */
const INTERRUPTION = 400;
const CODES = [4200, 1006, 4100, 1005];

/** What the work of a soak is done with. */
export interface Work {
  readonly server: Server;
  readonly clients: readonly Pusher[];
  readonly random: Random;
  readonly cycled: () => void;
  readonly heard: () => void;
  readonly failed: (error: unknown) => void;
}

/** They come and go, each as soon as another has left. */
const cycles$ = ({ clients, random, cycled, heard, failed }: Work): Observable<never> => {
  let n = 0;
  const one$ = defer(() => cycle((n += 1), clients, random, { heard, failed })).pipe(
    tap({ complete: cycled }),
    repeat(),
  );
  return merge(...Array.from({ length: PRESENT }, () => one$));
};

/** Every connection is closed by the server, or one of them by its client. */
const interruptions$ = ({ server, clients, random }: Work): Observable<never> =>
  interval(INTERRUPTION).pipe(
    tap((i) => {
      if (i % 2 === 0) return server.tell({ do: 'close', code: random.pick(CODES) });
      const pusher = random.pick(clients);
      pusher.disconnect();
      pusher.connect().unsubscribe();
    }),
    ignoreElements(),
  );

/** Events on the channels that come again, and to the user. */
const publishing$ = ({ server, random }: Work): Observable<never> => {
  const { id: appId, ...secrets } = APP;
  const api = createPusherServer({ appId, ...secrets, host: '127.0.0.1', port: server.port, useTLS: false });
  const batch$ = defer(() =>
    api.triggerBatch(Array.from({ length: 8 }, (_, n) => ({ channel: random.pick(ROOMS), name: 'note', data: { n } }))),
  );
  return interval(50).pipe(
    concatMap((n) => (n % 10 === 0 ? api.sendToUser(USER, 'note', { n }) : batch$)),
    catchError(() => EMPTY),
    ignoreElements(),
  );
};

/** All of it for so many ms. */
export const work$ = (work: Work, time: number): Observable<never> =>
  merge(cycles$(work), interruptions$(work), publishing$(work)).pipe(takeUntil(timer(time)));
