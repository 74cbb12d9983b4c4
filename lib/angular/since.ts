import type { Observable } from 'rxjs';
import { connectable, map, ReplaySubject } from 'rxjs';
import type { Subscription } from 'rxjs';
import type { ConnectionState } from '../connection/state.js';
import type { Pusher } from '../types.js';
import { now } from '../rx/clock.js';

/** A state, and when it began (ms since the epoch). */
export interface Since {
  readonly state: ConnectionState;
  readonly at: number;
}

const stamped = ({ state$ }: Pick<Pusher, 'state$'>): Observable<Since> =>
  state$.pipe(map((state) => ({ state, at: now() })));

const known = new WeakMap<object, Observable<Since>>();

/** Notes when each state begins, for those who ask late how long it lasts. */
export const noteStates = (pusher: Pusher): Subscription => {
  const noted$ = connectable(stamped(pusher), { connector: () => new ReplaySubject(1), resetOnDisconnect: false });
  known.set(pusher, noted$);
  return noted$.connect();
};

/** The states of a client with their beginnings; of one that nobody has noted, the present one begins now. */
export const sinceOf = (pusher: Pusher): Observable<Since> => known.get(pusher) ?? stamped(pusher);
