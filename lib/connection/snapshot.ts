import { concat, defer, ignoreElements, of, take } from 'rxjs';
import type { Observable } from 'rxjs';
import type { PusherError } from '../errors.js';
import { now } from '../rx/clock.js';
import type { ConnectionSnapshot, ConnectionState } from './state.js';

/** A state that begins now. */
export const snapshot = (state: ConnectionState): ConnectionSnapshot => ({ state, at: now() });

/** A state that begins with the subscription. */
export const snapshot$ = (state: ConnectionState): Observable<ConnectionSnapshot> => defer(() => of(snapshot(state)));

/** A `waiting` state, until `until$` emits or completes. */
export const waiting = (
  attempt: number,
  delay: number,
  cause: PusherError,
  until$: Observable<unknown>,
): Observable<ConnectionSnapshot> =>
  concat(snapshot$({ status: 'waiting', attempt, delay, cause }), until$.pipe(take(1), ignoreElements()));
