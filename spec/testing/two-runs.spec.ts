import type { Observable } from 'rxjs';
import { catchError, map, merge, mergeMap, of, takeUntil, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { Pusher, PusherError } from '../../lib/index.js';
import { fakePusher } from '../../lib/testing/index.js';
import { equal } from '../../lib/testing/equal.js';
import type { Play } from './support/plays.js';
import { plays } from './support/plays.js';
import { realPusher } from './support/real-pusher.js';

/** Everything the watched streams say, in the order in which they say it, errors too. Begins after the scripts have. */
const notifications = ({ watch, lasts }: Play, pusher: Pusher, begin: number): Observable<unknown> =>
  timer(begin).pipe(
    mergeMap(() =>
      merge(
        ...Object.entries(watch(pusher)).map(([name, stream$]) =>
          stream$.pipe(
            map((value) => [name, value]),
            catchError((error: unknown) => of([name, 'error', (error as PusherError)._tag])),
          ),
        ),
      ),
    ),
    takeUntil(timer(lasts)),
  );

const inMemory = (play: Play): unknown[] => {
  const log: unknown[] = [];
  new TestScheduler(() => undefined).run((helpers) => {
    const { pusher, server } = fakePusher(helpers, play.options);
    play.script(server);
    notifications(play, pusher, 30).subscribe((one) => log.push(one));
  });
  return log;
};

const overTcp = async (play: Play, slower: number): Promise<unknown[]> => {
  const log: unknown[] = [];
  const { pusher, server, stop } = await realPusher(play.options ?? {}, slower);
  play.script(server);
  await new Promise<void>((complete) =>
    notifications(play, pusher, 30 * slower).subscribe({ next: (one) => log.push(one), complete }),
  );
  stop();
  return log;
};

// So many plays at a time; with more of them real time would not keep the order of their steps.
const LANES = 3;

describe('one table of scripts, played in memory and over TCP', () => {
  const rows = plays(1).map((play, i) => ({ title: play.title, i, expected: inMemory(play), heard: [] as unknown[] }));

  beforeAll(async () => {
    const waiting = [...rows];
    const lane = async (): Promise<void> => {
      for (let row = waiting.shift(); row !== undefined; row = waiting.shift())
        row.heard = await overTcp(plays(1)[row.i]!, 1);
    };
    await overTcp({ title: 'warming up', script: () => undefined, watch: () => ({}), lasts: 100 }, 1);
    await Promise.all(Array.from({ length: LANES }, lane));
  });

  it.each(rows)('$title', async ({ i, expected, heard }) => {
    expect(expected).not.toEqual([]);
    // A machine that is busy may let steps overtake each other: then once more, slowly.
    const once = equal(heard, expected) ? heard : await overTcp(plays(5)[i]!, 5);
    expect(once).toEqual(expected);
  });
});
