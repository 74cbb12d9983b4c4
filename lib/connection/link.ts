import { concat, ignoreElements, of, take } from 'rxjs';
import type { Observable } from 'rxjs';
import type { PusherError } from '../errors.js';
import { now } from '../rx/clock.js';
import type { ConnectionState, Link } from './state.js';

export const link = (state: ConnectionState): Link => ({ state, at: now() });

/** What stands between two attempts: the state that says so, until `until$` emits or completes. */
export const waiting = (
  attempt: number,
  delay: number,
  cause: PusherError,
  until$: Observable<unknown>,
): Observable<Link> =>
  concat(of(link({ status: 'waiting', attempt, delay, cause })), until$.pipe(take(1), ignoreElements()));
