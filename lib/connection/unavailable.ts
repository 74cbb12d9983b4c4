import { of, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import { distinctUntilChanged, map, scan, startWith, switchMap } from 'rxjs';
import { now } from '../rx/clock.js';
import { eager } from '../rx/eager.js';
import type { ConnectionSnapshot } from './state.js';

const isAbsent = ({ state: { status } }: ConnectionSnapshot): boolean =>
  status === 'connecting' || status === 'waiting' || status === 'failed';

/** Whether the connection has been wanted and absent for `timeout` ms, also for those who begin to watch later. */
export const unavailability = (connection$: Observable<ConnectionSnapshot>, timeout: number): Observable<boolean> => {
  const absentSince$ = eager(
    connection$.pipe(
      scan((since: number | undefined, present) => (isAbsent(present) ? (since ?? present.at) : undefined), undefined),
    ),
  );
  return absentSince$.pipe(
    distinctUntilChanged(),
    switchMap((since) => {
      if (since === undefined) return of(false);
      const left = since + timeout - now();
      return left <= 0
        ? of(true)
        : timer(left).pipe(
            map(() => true),
            startWith(false),
          );
    }),
    distinctUntilChanged(),
  );
};
