import fc from 'fast-check';
import { BehaviorSubject } from 'rxjs';
import type { Outage } from '../../lib/index.js';
import { createPusher } from '../../lib/pusher.js';
import { DEFAULT_APP } from '../../lib/sandbox/engine/app-options.js';
import { createEngine } from '../../lib/sandbox/engine/index.js';
import { createMemoryNetwork } from '../../lib/sandbox/memory/index.js';
import { virtually } from '../support/virtual.js';

// What resumed$ promises: whatever was published and not heard, was published between `from` and `to`.

/** ms one way. What is under way when the line dies may have been published that long before. */
const LATENCY = 5;
const DIES = 20_000;

/** What ends the connection at 20 s; some of it is found much later. */
const ENDS = ['swallows', 'reset', 'restart', 'disconnect', 'offline', 'ping in doubt'] as const;

const play = (end: (typeof ENDS)[number], publishedAt: readonly number[], activityTimeout: number) =>
  virtually(({ after }) => {
    const network = createMemoryNetwork(createEngine({}), { up: LATENCY, down: LATENCY });
    const online$ = new BehaviorSubject(true);
    const pusher = createPusher(DEFAULT_APP.key, {
      wsHost: 'sandbox',
      random: () => 0.5,
      WebSocketCtor: network.WebSocket,
      online$,
      activityTimeout,
      pongTimeout: 2_000,
    });
    const heard: number[] = [];
    const outages: Outage[] = [];
    const room = pusher.channel('a');
    const listening = room.on<number>('e').subscribe((at) => heard.push(at));
    listening.add(room.resumed$.subscribe((outage) => outages.push(outage)));
    for (const at of publishedAt) {
      after(at, () => network.inject(JSON.stringify({ event: 'e', channel: 'a', data: String(at) })));
    }
    after(DIES, () => {
      if (end === 'disconnect') pusher.disconnect();
      else if (end === 'reset') network.drop();
      else if (end === 'restart') network.drop(4200);
      else {
        network.become('half-open');
        network.drop();
      }
    });
    after(DIES + 300, () => {
      if (end === 'offline') online$.next(false);
      if (end === 'ping in doubt') pusher.ping(500).subscribe({ error: () => undefined });
    });
    after(60_000, () => {
      network.become('up');
      online$.next(true);
      listening.add(pusher.connect());
    });
    after(200_000, () => listening.unsubscribe());
    after(210_000, () => network.stop());
    return { heard, outages };
  });

describe('whatever was missed', () => {
  it.each(ENDS)('lies between from and to: %s', (end) => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1_000, max: 100_000 }), { minLength: 1, maxLength: 40 }),
        fc.constantFrom(1_000, 8_000, 30_000, 120_000),
        (published, activityTimeout) => {
          const { heard, outages } = play(end, published, activityTimeout);
          const missed = published.filter((at) => !heard.includes(at));
          expect(outages).toHaveLength(1);
          const [{ from, to }] = outages as [Outage];
          for (const at of missed) {
            expect(at).toBeGreaterThanOrEqual(from - LATENCY);
            expect(at).toBeLessThanOrEqual(to);
          }
          expect(from).toBeLessThanOrEqual(DIES + LATENCY);
          // And it asks for no more than needed: since the last thing that was heard, an eighth of the time of silence.
          const last = Math.max(4 * LATENCY, ...heard.filter((at) => at < DIES).map((at) => at + LATENCY));
          expect(from).toBeGreaterThanOrEqual(last - activityTimeout / 8);
        },
      ),
      { numRuns: 12 },
    );
  });
});
