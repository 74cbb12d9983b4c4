import type { Observable } from 'rxjs';
import { catchError, concat, defer, EMPTY, exhaustMap, ignoreElements, interval, tap } from 'rxjs';
import { SERVER_TO_USER } from '../../lib/protocol/channel-name.js';
import { createPusherServer } from '../../lib/server/index.js';
import type { Note } from './listener.js';
import type { Random } from './random.js';
import { APP, SECRETS } from './rules.js';

/** Publishes by the HTTP API, one request after another, so that the numbers of a channel grow. */
export interface Publisher {
  /** Batches of events on channels at random, for as long as it is subscribed to. */
  readonly all$: Observable<never>;
  /** One event, of the same new number, on each of these channels and to each of these users. Errors if it is not taken. */
  each(channels: readonly string[], users: readonly string[]): Observable<never>;
  /** The greatest number there is. */
  readonly count: () => number;
  /** Requests that were taken. */
  readonly taken: () => number;
}

const PAUSE = 20;
const BATCH = 10;
/** How long (ms) a request may take: while the server comes and goes, and in the end, when it is there. */
const [SHORT, LONG] = [500, 10_000];

export const createPublisher = (port: () => number, channels: readonly string[], random: Random): Publisher => {
  let count = 0;
  let taken = 0;

  const server = (timeout: number) =>
    createPusherServer({ appId: APP.id, ...SECRETS, host: '127.0.0.1', port: port(), useTLS: false, timeout });
  const note = (on: string, n: number): Note => ({ n, on, from: 'server' });
  const send = (names: readonly string[], number: () => number, timeout: number): Observable<unknown> =>
    defer(() =>
      server(timeout).triggerBatch(names.map((on) => ({ channel: on, name: 'note', data: note(on, number()) }))),
    ).pipe(tap(() => (taken += 1)));
  const next = (): number => (count += 1);

  return {
    all$: interval(PAUSE).pipe(
      exhaustMap(() =>
        send(
          Array.from({ length: random.between(1, BATCH) }, () => random.pick(channels)),
          next,
          SHORT,
        ).pipe(
          // A server that is away takes nothing; a number that was lost does not come again.
          catchError(() => EMPTY),
        ),
      ),
      ignoreElements(),
    ),
    each: (names, users) => {
      const n = next();
      const batches = Array.from({ length: Math.ceil(names.length / BATCH) }, (_, i) =>
        send(names.slice(i * BATCH, (i + 1) * BATCH), () => n, LONG),
      );
      const toUsers = users.map((id) => defer(() => server(LONG).sendToUser(id, 'note', note(SERVER_TO_USER + id, n))));
      return concat(...batches, ...toUsers).pipe(ignoreElements());
    },
    count: () => count,
    taken: () => taken,
  };
};
