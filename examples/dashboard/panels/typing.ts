import type { Observable } from 'rxjs';
import {
  concat,
  distinctUntilChanged,
  filter,
  groupBy,
  map,
  merge,
  mergeMap,
  of,
  scan,
  startWith,
  switchMap,
  timer,
} from 'rxjs';
import type { ChannelEvent, Member } from 'rx-pusher';

/** How long (ms) a member is taken to be typing after the last word of it. */
const PAUSE = 3_000;

interface Typing {
  readonly id: string;
  readonly typing: boolean;
}

/** The ids of those who are typing: from the last `client-typing` until a message, a pause, or leaving. */
export const typing$ = (event$: Observable<ChannelEvent>, left$: Observable<Member>): Observable<ReadonlySet<string>> =>
  merge(
    event$.pipe(
      filter(({ event, userId }) => event.startsWith('client-') && userId !== undefined),
      map(({ event, userId }): Typing => ({ id: userId!, typing: event === 'client-typing' })),
    ),
    left$.pipe(map(({ id }): Typing => ({ id, typing: false }))),
  ).pipe(
    groupBy(({ id }) => id),
    mergeMap((member$) =>
      member$.pipe(
        switchMap((now) =>
          now.typing ? concat(of(now), timer(PAUSE).pipe(map(() => ({ ...now, typing: false })))) : of(now),
        ),
      ),
    ),
    scan((ids: ReadonlySet<string>, { id, typing }) => {
      if (ids.has(id) === typing) return ids;
      return new Set(typing ? [...ids, id] : [...ids].filter((other) => other !== id));
    }, new Set<string>()),
    startWith(new Set<string>()),
    distinctUntilChanged(),
  );
