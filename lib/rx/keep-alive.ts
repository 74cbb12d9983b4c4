import { asyncScheduler, concat, defer, EMPTY, interval, NEVER, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import { filter, ignoreElements, map, repeat, scan, take, takeUntil } from 'rxjs';

const TICKS = 8;

/** What a connection's keep-alive watches and does. Times in ms. */
export interface KeepAlive {
  /** A number that changes whenever something was heard. */
  readonly heard: () => number;
  readonly activityTimeout: number;
  readonly pongTimeout: number;
  readonly ping: () => void;
  /** Asks for a ping now, whatever was heard. */
  readonly check$?: Observable<unknown>;
  readonly error: () => unknown;
}

/**
 * Pings after 1 to 1.125 × `activityTimeout` of silence and errors if nothing at all is heard within `pongTimeout`.
 * Silence is counted in ticks: reading the clock for each frame costs more than the rest of its dispatch.
 */
export const keepAlive = ({
  heard,
  activityTimeout,
  pongTimeout,
  ping,
  check$ = NEVER,
  error,
}: KeepAlive): Observable<never> => {
  const silence$ = defer(() => {
    const tick = activityTimeout / TICKS;
    let last = heard();
    let lastTick = asyncScheduler.now();
    return interval(tick).pipe(
      scan((quiet) => {
        const now = heard();
        const same = now === last;
        last = now;
        // A tick that comes late by more than its own length: the machine slept, and the link may not have survived.
        const late = asyncScheduler.now() - lastTick > 2 * tick;
        lastTick = asyncScheduler.now();
        return late ? TICKS : same ? quiet + 1 : 0;
      }, 0),
      filter((quiet) => quiet >= TICKS),
      take(1),
      takeUntil(check$),
    );
  });
  const answer$ = defer(() => {
    const asked = heard();
    ping();
    return timer(pongTimeout).pipe(
      map(() => {
        if (heard() === asked) throw error();
      }),
    );
  });
  return concat(silence$, answer$, EMPTY).pipe(ignoreElements(), repeat());
};
