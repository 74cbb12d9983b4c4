import { defer, merge, NEVER, noop, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import { filter, ignoreElements, map, mergeMap, repeat, scan } from 'rxjs';
import { epoch, now } from './clock.js';

const TICKS = 8;
const SLEPT = -1;

/** What a connection's keep-alive watches and does. Times in ms. */
export interface KeepAlive {
  /** A number that changes whenever something was heard. */
  readonly heard: () => number;
  readonly activityTimeout: number;
  readonly pongTimeout: number;
  readonly ping: () => void;
  /** Called eight times in each `activityTimeout`. */
  readonly tick?: () => void;
  /**
   * Asks for a ping now, whatever was heard, and says how long (ms) its answer may take; undefined is a quarter of
   * `pongTimeout`, because a check has a reason: the connection is likely to be dead.
   */
  readonly check$?: Observable<number | undefined>;
  readonly error: (timeout: number) => unknown;
}

/**
 * Pings after 1 to 1.125 × `activityTimeout` of silence and errors if nothing at all is heard within `pongTimeout` after it.
 * Silence is counted in ticks, for reading the clock for each frame costs too much.
 */
export const keepAlive = ({
  heard,
  activityTimeout,
  pongTimeout,
  ping,
  tick = noop,
  check$ = NEVER,
  error,
}: KeepAlive): Observable<never> => {
  const length = activityTimeout / TICKS;
  const silence$ = defer(() => {
    let last = heard();
    let lastTick = now();
    let lastTimeOfDay = epoch();
    // Not an `interval`: among timers of the same moment rxjs's TestScheduler loses track of one that goes on by itself.
    return timer(length).pipe(
      repeat(),
      scan((quiet) => {
        const heardThen = last;
        // By either clock: while the machine sleeps, one of them may stand still. A false alarm costs one ping.
        const took = Math.max(now() - lastTick, epoch() - lastTimeOfDay);
        last = heard();
        lastTick = now();
        lastTimeOfDay = epoch();
        tick();
        // A tick that comes late by more than its own length: the machine slept, and the connection may not have survived.
        return took > 2 * length ? SLEPT : last === heardThen ? quiet + 1 : 0;
      }, 0),
      // Once for each silence, however long it lasts, and after each sleep.
      filter((quiet) => quiet === TICKS || quiet < 0),
      map((quiet) => (quiet === TICKS ? pongTimeout : undefined)),
    );
  });
  return merge(silence$, check$).pipe(
    mergeMap((timeout = pongTimeout / 4) => {
      const asked = heard();
      ping();
      return timer(timeout).pipe(
        map(() => {
          if (heard() === asked) throw error(timeout);
        }),
      );
    }),
    ignoreElements(),
  );
};
