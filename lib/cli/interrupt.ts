import type { MonoTypeOperatorFunction } from 'rxjs';
import { fromEvent, map, merge, take, takeUntil } from 'rxjs';

/** Ctrl-C was pressed: emits once. A second time it is Node's to end the process. */
export const interrupted$ = merge(fromEvent(process, 'SIGINT'), fromEvent(process, 'SIGTERM')).pipe(take(1));

/** For what goes on until Ctrl-C. */
export const untilInterrupted = <T>(): MonoTypeOperatorFunction<T> => takeUntil(interrupted$);

/** For what has an end of its own: Ctrl-C before it is a failure. */
export const orInterrupted = <T>(): MonoTypeOperatorFunction<T> =>
  takeUntil(
    interrupted$.pipe(
      map(() => {
        throw new Error('interrupted');
      }),
    ),
  );
