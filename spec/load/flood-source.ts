import type { Observable } from 'rxjs';
import { asyncScheduler, defer, interval, map, takeLast, takeWhile } from 'rxjs';
import type { Sandbox } from '../../lib/sandbox/index.js';

/** An event of a flood; `n` counts from 0. */
export interface Drop {
  readonly n: number;
  readonly text: string;
}

export interface Flood {
  readonly channel: string;
  /** Events a second. */
  readonly rate: number;
  readonly seconds: number;
}

const STEP = 10;
const TEXT = 'x'.repeat(50);

/** Publishes as many events a second as are asked for, or as many as go; emits at the end how many those were. */
export const flood = (sandbox: Sandbox, { channel, rate, seconds }: Flood): Observable<number> =>
  defer(() => {
    const begin = asyncScheduler.now();
    let n = 0;
    return interval(STEP).pipe(
      map(() => {
        const elapsed = asyncScheduler.now() - begin;
        // What was missed is made up for, but not in one go: the sockets have to be written in between.
        const due = Math.min((Math.min(elapsed, seconds * 1_000) / 1_000) * rate, n + (rate * STEP * 4) / 1_000);
        for (; n < due; n += 1) sandbox.publish({ channel, event: 'drop', data: { n, text: TEXT } satisfies Drop });
        return elapsed;
      }),
      takeWhile((elapsed) => elapsed < seconds * 1_000, true),
      map(() => n),
      takeLast(1),
    );
  });
