import { of, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import { distinctUntilChanged, map, scan, startWith, switchMap } from 'rxjs';
import { now } from '../rx/clock.js';
import { Latest } from '../rx/latest.js';
import type { Link } from './state.js';

const isAbsent = ({ state: { status } }: Link): boolean =>
  status === 'connecting' || status === 'waiting' || status === 'failed';

/** Whether the connection has been wanted and absent for `timeout` ms, whenever one begins to watch. */
export const unavailability = (links$: Observable<Link>, timeout: number): Observable<boolean> => {
  const absentSince = new Latest<number | undefined>(undefined);
  links$
    .pipe(
      scan((since: number | undefined, link) => (isAbsent(link) ? (since ?? link.at) : undefined), undefined),
      distinctUntilChanged(),
    )
    .subscribe((since) => absentSince.next(since));
  return absentSince.pipe(
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
