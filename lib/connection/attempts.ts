import { concat, ignoreElements, map, merge, of, switchMap, take } from 'rxjs';
import { asyncScheduler, filter, pairwise, throwError, timeout, timer } from 'rxjs';
import type { Observable, Observer } from 'rxjs';
import type { PusherError } from '../errors.js';
import { ConnectionTimeout } from '../errors.js';
import { invoke } from '../rx/invoke.js';
import { reconnect } from '../rx/reconnect.js';
import type { ReconnectSettings } from './policy.js';
import { actionAfter, asPusherError, delayBefore } from './policy.js';
import type { SessionOptions } from './session.js';
import { session } from './session.js';
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

export const link = (state: ConnectionState): Link => ({ state, at: asyncScheduler.now() });

/** What stands between two attempts: the state that says so, until `until$` emits or completes. */
export const waiting = (
  attempt: number,
  delay: number,
  cause: PusherError,
  until$: Observable<unknown>,
): Observable<Link> =>
  concat(of(link({ status: 'waiting', attempt, delay, cause })), until$.pipe(take(1), ignoreElements()));

/** One attempt after another; errors when there is no sense in a further one. */
export const attempts = (options: ConnectionOptions, frames: Observer<Received>): Observable<Link> => {
  const { custom, maxAttempts, minUptime } = options.reconnect;
  // A server that has asked for TLS once will ask again.
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

  const online$ = options.online$.pipe(
    pairwise(),
    filter(([before, now]) => !before && now),
  );

  const decided = (decide: NonNullable<typeof custom>, count: number, cause: PusherError): Observable<unknown> =>
    concat(
      invoke('reconnect', () => decide(count, cause)).pipe(ignoreElements()),
      // However fast it decides, and the attempt fails: others get their turn.
      timer(0),
    );

  const pause = (error: unknown, count: number): Observable<Link> => {
    const cause = asPusherError(error);
    const action = actionAfter(cause);
    if (action === 'fatal' || count > maxAttempts) return throwError(() => cause);
    if (action === 'tls') secure = true;
    if (custom !== undefined) return waiting(count, Infinity, cause, decided(custom, count, cause));
    const delay = delayBefore(count, action, options.reconnect, options.random);
    return waiting(count, delay, cause, merge(timer(delay), online$));
  };

  return reconnect({ attempt, pause, isUp: (at) => at.session !== undefined, minUptime });
};
