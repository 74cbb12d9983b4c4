import { asyncScheduler, concat, defer, EMPTY, from, merge, of, Subject, throwError, timer } from 'rxjs';
import { catchError, filter, ignoreElements, map, pairwise, repeat, switchMap, take, takeUntil, timeout } from 'rxjs';
import type { Observable, Observer } from 'rxjs';
import type { PusherError } from '../errors.js';
import { CallbackError, ConnectionTimeout } from '../errors.js';
import { Latest } from '../rx/latest.js';
import { reconnect } from '../rx/reconnect.js';
import type { Demand } from './demand.js';
import type { ReconnectSettings } from './policy.js';
import { actionAfter, asPusherError, delayBefore } from './policy.js';
import { session } from './session.js';
import type { SessionOptions } from './session.js';
import type { ConnectionState, Link } from './state.js';
import type { Received, Socket } from './transport.js';

/** What the connection needs to know. Times in ms. */
export interface ConnectionOptions extends SessionOptions {
  /** One attempt at a socket, over TLS or not. */
  readonly open: (secure: boolean, frames: Observer<Received>) => Observable<Socket>;
  readonly secure: boolean;
  readonly reconnect: ReconnectSettings;
  /** Whether the machine has a network: coming back ends a wait. */
  readonly online$: Observable<boolean>;
  readonly random: () => number;
}

/** The connection as a stream of links: its state, and the session where there is one. */
export interface Connection {
  readonly links$: Latest<Link>;
  /** Everything that comes over the socket of the day, handshake included. */
  readonly frames$: Observable<Received>;
}

/** How long (ms) a polite close may take before it counts as done. */
const CLOSING = 2_000;

const link = (state: ConnectionState): Link => ({ state, at: asyncScheduler.now() });

export const createConnection = (options: ConnectionOptions, demand: Demand): Connection => {
  const frames = new Subject<Received>();
  const links$ = new Latest<Link>(link({ status: 'idle' }));
  const online$ = options.online$.pipe(
    pairwise(),
    filter(([before, now]) => !before && now),
  );

  const wait = (attempt: number, delay: number, cause: PusherError, until$: Observable<unknown>): Observable<Link> =>
    concat(of(link({ status: 'waiting', attempt, delay, cause })), until$.pipe(take(1), ignoreElements()));

  const attempts$ = defer(() => {
    let secure = options.secure;

    const attempt = (count: number): Observable<Link> =>
      concat(
        of(link({ status: 'connecting', attempt: count })),
        options.open(secure, frames).pipe(
          timeout({
            first: options.connectTimeout,
            with: () => throwError(() => new ConnectionTimeout('open', options.connectTimeout)),
          }),
          switchMap((socket) => session(socket, options)),
          map((current) => {
            const { socketId, activityTimeout } = current;
            return { ...link({ status: 'connected', socketId, activityTimeout }), session: current };
          }),
        ),
      );

    const pause = (error: unknown, count: number): Observable<Link> => {
      const cause = asPusherError(error);
      const action = actionAfter(cause);
      if (action === 'fatal' || count > options.reconnect.maxAttempts) return throwError(() => cause);
      if (action === 'tls') secure = true;
      const { custom } = options.reconnect;
      if (custom === undefined) {
        const delay = delayBefore(count, action, options.reconnect, options.random);
        return wait(count, delay, cause, merge(timer(delay), online$));
      }
      const decided$ = defer(() => from(custom(count, cause))).pipe(
        catchError((thrown: unknown) => throwError(() => new CallbackError('reconnect', thrown))),
      );
      return wait(count, Infinity, cause, decided$);
    };

    return reconnect({
      attempt,
      pause,
      isUp: ({ session: up }) => up !== undefined,
      minUptime: options.reconnect.minUptime,
    });
  });

  // After a failure the next attempt comes when somebody wants it anew, and no sooner than minDelay after the last.
  const spaced$ = defer(() => {
    const { state, at } = links$.value;
    if (state.status !== 'failed') return EMPTY;
    const delay = Math.max(0, at + options.reconnect.minDelay - asyncScheduler.now());
    return delay === 0 ? EMPTY : wait(1, delay, state.cause, timer(delay));
  });
  const wanted$ = concat(spaced$, attempts$).pipe(
    catchError((cause: unknown) =>
      merge(
        demand.asked$.pipe(take(1), ignoreElements()),
        defer(() => of(link({ status: 'failed', cause: asPusherError(cause) }))),
      ),
    ),
    repeat(),
  );

  const unwanted$ = defer(() => (links$.value.state.status === 'failed' ? EMPTY : of(link({ status: 'idle' }))));

  const latched$ = defer(() => {
    const open = links$.value.session;
    return concat(
      open === undefined
        ? EMPTY
        : concat(of(link({ status: 'disconnecting' })), open.closed$.pipe(takeUntil(timer(CLOSING)))),
      defer(() => of(link({ status: 'disconnected' }))),
    );
  });

  demand.wanted$
    .pipe(switchMap((want) => (want === 'wanted' ? wanted$ : want === 'unwanted' ? unwanted$ : latched$)))
    .subscribe((next) => links$.next(next));

  return { links$, frames$: frames.asObservable() };
};
