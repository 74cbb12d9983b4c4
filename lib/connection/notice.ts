import { filter, map, take } from 'rxjs';
import type { Observable } from 'rxjs';
import { describe } from './describe.js';
import type { ConnectionSnapshot } from './state.js';

/** Failed attempts before anything is said: servers often start a little later than their clients. */
const ATTEMPTS = 3;

const isNews = ({ state, session }: ConnectionSnapshot): boolean =>
  session !== undefined || state.status === 'failed' || (state.status === 'waiting' && state.attempt > ATTEMPTS);

/**
 * A message for a developer whose client never connects and who would not notice. Emits at most once, when the attempts fail
 * before there has ever been a connection, unless `heard` says that somebody is told of it in another way.
 */
export const notice = (
  connection$: Observable<ConnectionSnapshot>,
  address: string,
  heard: () => boolean,
): Observable<string> =>
  connection$.pipe(
    filter(isNews),
    take(1),
    filter(({ session }) => session === undefined && !heard()),
    map(({ state }) => `no connection to ${address}, ${describe(state)}. Watch state$, or set the option logger.`),
  );
