import type { Observable } from 'rxjs';
import { EMPTY, map, merge, of, switchMap } from 'rxjs';
import type { ConnectionState } from '../connection/state.js';
import { encryption } from '../encryption/index.js';
import { createPusher } from '../pusher.js';
import type { Pusher } from '../types.js';
import type { AuthorizationFlags } from './authorization.js';
import { authorizationOptions } from './authorization.js';
import type { ConnectionFlags } from './connection.js';
import { connectionOptions } from './connection.js';
import { variables } from './environment.js';
import { reasonOf } from './failure.js';
import type { Line } from './line.js';
import { dim, note, red, yellow } from './line.js';
import { targetOf } from './target.js';

/** A client as the flags say, that may join these channels. */
export const clientOf = (flags: ConnectionFlags & AuthorizationFlags, channels: readonly string[]): Pusher => {
  const target = targetOf(flags, variables());
  return createPusher(target.key, {
    ...connectionOptions(target, flags),
    ...authorizationOptions(flags, target, channels),
    encryption,
  });
};

const said = (state: ConnectionState): Observable<Line> => {
  if (state.status === 'connected') return of(note(dim(`connected as ${state.socketId}`)));
  if (state.status !== 'waiting') return EMPTY;
  const { attempt, delay, cause } = state;
  return of(note(yellow(`${reasonOf(cause)}; attempt ${attempt} in ${(delay / 1_000).toFixed(1)} s`)));
};

/** What happens to the connection, and what goes wrong on it. */
export const news = ({ state$, errors$ }: Pusher): Observable<Line> =>
  merge(state$.pipe(switchMap(said)), errors$.pipe(map((error) => note(red(reasonOf(error))))));
