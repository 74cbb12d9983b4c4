import { catchError, concat, defer, EMPTY, ignoreElements, merge, of, Subject } from 'rxjs';
import { repeat, switchMap, take, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import type { PusherError } from '../errors.js';
import { asPusherError } from '../errors.js';
import { after, now } from '../rx/clock.js';
import { Latest } from '../rx/latest.js';
import { createRate } from '../rx/rate.js';
import type { ConnectionOptions } from './attempts.js';
import { attempts } from './attempts.js';
import type { Demand } from './demand.js';
import { link, waiting } from './link.js';
import type { Link } from './state.js';
import type { Received } from './transport.js';

/** The connection as a stream of links: its state, and the session where there is one. */
export interface Connection {
  readonly links$: Latest<Link>;
  /** The same changes, each at once: also one that a listener causes while it is told of another. */
  readonly changes$: Observable<Link>;
  /** Everything that comes over the socket of the day, handshake included. */
  readonly frames$: Observable<Received>;
}

/** How often a second (1,000 ms) the connection may be wanted anew, or wanted no more. */
const MOST_TURNS = 20;

export const createConnection = (options: ConnectionOptions, demand: Demand): Connection => {
  const frames = new Subject<Received>();
  const changes = new Subject<Link>();
  const links$ = new Latest<Link>(link({ status: 'idle' }));
  const turns = createRate(MOST_TURNS, 1_000);
  /** The newest, which not everybody may have heard of yet. */
  let newest = links$.value;
  /** Of the last attempt, unless it led to a session. */
  let failure: { readonly at: number; readonly cause: PusherError } | undefined;

  const noteFailure = (cause: PusherError) => {
    failure = { at: now(), cause };
  };
  const attempts$ = attempts(options, frames, noteFailure);

  const failed = (error: unknown): Link => {
    const cause = asPusherError(error, 'connection');
    noteFailure(cause);
    return link({ status: 'failed', cause });
  };

  // A handler of states that connects and disconnects at each would go round for ever, and nothing else had its turn.
  const paced$ = defer(() => {
    const ms = turns.delay();
    return concat(
      ms > 0 ? after(ms).pipe(ignoreElements()) : EMPTY,
      defer(() => {
        turns.count();
        return EMPTY;
      }),
    );
  });

  // Whoever asks, and however often: the next attempt comes no sooner than minDelay after the last failed.
  const spaced$ = defer(() => {
    if (failure === undefined) return EMPTY;
    const delay = failure.at + options.reconnect.minDelay - now();
    return delay <= 0 ? EMPTY : waiting(1, delay, failure.cause, timer(delay));
  });

  // After a failure for good the next attempt comes when somebody wants it anew.
  const wanted$ = concat(paced$, spaced$, attempts$).pipe(
    catchError((error: unknown) =>
      merge(
        demand.asked$.pipe(take(1), ignoreElements()),
        defer(() => of(failed(error))),
      ),
    ),
    repeat(),
  );

  const unwanted$ = concat(
    paced$,
    defer(() => (newest.state.status === 'failed' ? EMPTY : of(link({ status: 'idle' })))),
  );

  const latched$ = concat(
    paced$,
    defer(() => {
      const open = newest.session;
      return concat(
        open === undefined ? EMPTY : concat(of(link({ status: 'disconnecting' })), open.closed$),
        defer(() => of(link({ status: 'disconnected' }))),
      );
    }),
  );

  demand.wanted$
    .pipe(switchMap((want) => (want === 'wanted' ? wanted$ : want === 'unwanted' ? unwanted$ : latched$)))
    .subscribe((next) => {
      newest = next;
      if (next.session !== undefined) failure = undefined;
      changes.next(next);
      links$.next(next);
    });

  return { changes$: changes.asObservable(), links$, frames$: frames.asObservable() };
};
