import { asyncScheduler, catchError, concat, defer, EMPTY, ignoreElements, merge, of, Subject } from 'rxjs';
import { repeat, switchMap, take, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import type { PusherError } from '../errors.js';
import { Latest } from '../rx/latest.js';
import type { ConnectionOptions } from './attempts.js';
import { attempts, link, waiting } from './attempts.js';
import type { Demand } from './demand.js';
import { asPusherError } from './policy.js';
import type { Link } from './state.js';
import type { Received } from './transport.js';

/** The connection as a stream of links: its state, and the session where there is one. */
export interface Connection {
  readonly links$: Latest<Link>;
  /** Its changes, each at once, also while another is being told: for whoever puts them in order. */
  readonly changes$: Observable<Link>;
  /** Everything that comes over the socket of the day, handshake included. */
  readonly frames$: Observable<Received>;
}

export const createConnection = (options: ConnectionOptions, demand: Demand): Connection => {
  const frames = new Subject<Received>();
  const links$ = new Latest<Link>(link({ status: 'idle' }));
  const changes = new Subject<Link>();
  const attempts$ = attempts(options, frames);
  let failure: { readonly at: number; readonly cause: PusherError } | undefined;

  const failed = (error: unknown): Link => {
    const cause = asPusherError(error);
    failure = { at: asyncScheduler.now(), cause };
    return link({ status: 'failed', cause });
  };

  // After a failure the next attempt comes when somebody wants it anew, and no sooner than minDelay after the last.
  const spaced$ = defer(() => {
    if (failure === undefined) return EMPTY;
    const delay = failure.at + options.reconnect.minDelay - asyncScheduler.now();
    return delay <= 0 ? EMPTY : waiting(1, delay, failure.cause, timer(delay));
  });
  const wanted$ = concat(spaced$, attempts$).pipe(
    catchError((error: unknown) =>
      merge(
        demand.asked$.pipe(take(1), ignoreElements()),
        defer(() => of(failed(error))),
      ),
    ),
    repeat(),
  );

  const unwanted$ = defer(() => (links$.value.state.status === 'failed' ? EMPTY : of(link({ status: 'idle' }))));

  const latched$ = defer(() => {
    const open = links$.value.session;
    return concat(
      open === undefined ? EMPTY : concat(of(link({ status: 'disconnecting' })), open.closed$),
      defer(() => of(link({ status: 'disconnected' }))),
    );
  });

  demand.wanted$
    .pipe(switchMap((want) => (want === 'wanted' ? wanted$ : want === 'unwanted' ? unwanted$ : latched$)))
    .subscribe((next) => {
      links$.next(next);
      changes.next(next);
    });

  return { links$, changes$: changes.asObservable(), frames$: frames.asObservable() };
};
