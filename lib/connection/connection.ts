import { catchError, concat, defer, EMPTY, ignoreElements, merge, of, Subject } from 'rxjs';
import { repeat, switchMap, take } from 'rxjs';
import type { Observable } from 'rxjs';
import { asPusherError } from '../errors.js';
import { createRate } from '../rx/rate.js';
import type { ConnectionOptions } from './attempts.js';
import { attempts } from './attempts.js';
import type { Demand, DesiredState } from './demand.js';
import { snapshot, snapshot$ } from './snapshot.js';
import { createSpacing } from './spacing.js';
import type { ConnectionSnapshot } from './state.js';
import type { Received } from './transport.js';

/** The connection as a stream of snapshots: its state, and the session where there is one. */
export interface Connection {
  /**
   * Emits every change; the connection begins as `idle`. A change is told at once, also if a listener makes it while it is told of
   * another. So whoever passes them on to several listeners has to keep them in order.
   */
  readonly connection$: Observable<ConnectionSnapshot>;
  /** Everything that comes over the present socket, the handshake included. */
  readonly frames$: Observable<Received>;
}

/** How often a second (1,000 ms) the desired state may change. */
const MOST_CHANGES = 20;

export const createConnection = (options: ConnectionOptions, demand: Demand): Connection => {
  const frames = new Subject<Received>();
  const snapshots = new Subject<ConnectionSnapshot>();
  let newest = snapshot({ status: 'idle' });
  // Without a bound, a handler of states that connects and disconnects at each would keep the event loop for itself.
  const { turn$ } = createRate(MOST_CHANGES, 1_000);
  const spacing = createSpacing(options.reconnect.minDelay);

  const failed = (error: unknown): ConnectionSnapshot => {
    const cause = asPusherError(error, 'connection');
    spacing.failed(cause);
    return snapshot({ status: 'failed', cause });
  };

  // After a final failure the next attempt is made when somebody wants the connection anew.
  const connected$ = concat(turn$, spacing.rest$, attempts(options, frames, spacing.failed)).pipe(
    catchError((error: unknown) => merge(demand.retry$.pipe(take(1), ignoreElements()), of(failed(error)))),
    repeat(),
  );

  const idle$ = concat(
    turn$,
    defer(() => (newest.state.status === 'failed' ? EMPTY : snapshot$({ status: 'idle' }))),
  );

  const disconnected$ = concat(
    turn$,
    defer(() => {
      const { session } = newest;
      return session === undefined ? EMPTY : concat(snapshot$({ status: 'disconnecting' }), session.closed$);
    }),
    snapshot$({ status: 'disconnected' }),
  );

  const reach: Readonly<Record<DesiredState, Observable<ConnectionSnapshot>>> = {
    connected: connected$,
    idle: idle$,
    disconnected: disconnected$,
  };
  demand.desired$.pipe(switchMap((desired) => reach[desired])).subscribe((next) => {
    newest = next;
    if (next.session !== undefined) spacing.succeeded();
    snapshots.next(next);
  });

  return { connection$: snapshots, frames$: frames };
};
