import type { Observable } from 'rxjs';
import { filter, map, timer, defer } from 'rxjs';
import { now } from '../../rx/clock.js';
import type { Line } from './line.js';

// Times in ms.
/** How often the leader is asked whether it is alive, and how long that and the answer to a call may take. */
const PROBE_EVERY = 5_000;
/** How late the clock of this tab may be for a silence to count: one that has stood still itself has heard nothing. */
const LATE = 2_000;

/**
 * Emits when whoever should lead says nothing: it does not answer a line's probe, or a call. `own` is the leader in this tab,
 * which is not asked.
 */
export const silence = (lines: Iterable<Line>, own: () => string | undefined): Observable<unknown> =>
  defer(() => {
    let last = now();
    let asked = -Infinity;
    return timer(PROBE_EVERY, PROBE_EVERY).pipe(
      map(() => {
        const time = now();
        const isOnTime = time - last < PROBE_EVERY + LATE;
        const others = [...lines].filter((line) => own() === undefined || line.leader() !== own());
        const isSilent = others.some((line) =>
          line.leader() === undefined ? time - line.heardAt() >= PROBE_EVERY : line.heardAt() < asked,
        );
        last = time;
        asked = time;
        for (const line of others) if (line.leader() !== undefined) line.post({ type: 'probe' });
        return isOnTime && isSilent;
      }),
      filter(Boolean),
    );
  });
