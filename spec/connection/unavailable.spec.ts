import { concat, NEVER, of, timer } from 'rxjs';
import { map } from 'rxjs';
import type { ConnectionState, ConnectionSnapshot } from '../../lib/connection/state.js';
import { unavailability } from '../../lib/connection/unavailable.js';
import { SocketClosed } from '../../lib/connection/errors.js';
import { virtually } from '../support/virtual.js';

const cause = new SocketClosed(1006, '');
const STATES: Record<string, ConnectionState> = {
  i: { status: 'idle' },
  c: { status: 'connecting', attempt: 1 },
  C: { status: 'connected', socketId: '1.1', activityTimeout: 1 },
  w: { status: 'waiting', attempt: 2, delay: 1, cause },
  d: { status: 'disconnected' },
  f: { status: 'failed', cause },
};
const VALUES = { t: true, f: false };

/** Watches from `watchers` on while the states come at those times (ms). */
const expectAbsence = (
  states: readonly (readonly [ms: number, state: string])[],
  watchers: Readonly<Record<string, string>>,
) =>
  virtually(({ expectObservable }) => {
    const connection$ = concat(
      ...states.map(([ms, state], i) =>
        timer(ms - (states[i - 1]?.[0] ?? 0)).pipe(map((): ConnectionSnapshot => ({ state: STATES[state]!, at: ms }))),
      ),
    );
    const unavailable$ = unavailability(
      concat(of<ConnectionSnapshot>({ state: STATES['i']!, at: 0 }), connection$, NEVER),
      1_000,
    );
    for (const [subscription, marbles] of Object.entries(watchers)) {
      expectObservable(unavailable$, subscription).toBe(marbles, VALUES);
    }
  });

describe('unavailability', () => {
  it('comes after the connection has been wanted and absent for the time-out, and goes with the connection', () => {
    expectAbsence(
      [
        [100, 'c'],
        [5_000, 'C'],
      ],
      { '6s !': 'f 1099ms t 3899ms f' },
    );
  });

  it('counts through attempts and waits', () => {
    expectAbsence(
      [
        [100, 'c'],
        [300, 'w'],
        [700, 'c'],
        [900, 'w'],
        [2_000, 'C'],
      ],
      { '6s !': 'f 1099ms t 899ms f' },
    );
  });

  it('counts afresh after a connection', () => {
    expectAbsence(
      [
        [100, 'c'],
        [1_000, 'C'],
        [1_200, 'w'],
        [2_500, 'C'],
      ],
      { '6s !': 'f 2199ms t 299ms f' },
    );
  });

  it('is there in the failed state too', () => {
    expectAbsence(
      [
        [100, 'c'],
        [200, 'f'],
      ],
      { '6s !': 'f 1099ms t' },
    );
  });

  it.each(['i', 'd'])('never comes while nobody wants the connection: %s', (state) => {
    expectAbsence(
      [
        [100, 'c'],
        [500, state],
      ],
      { '6s !': 'f' },
    );
    expectAbsence(
      [
        [100, 'c'],
        [2_000, state],
      ],
      { '6s !': 'f 1099ms t 899ms f' },
    );
  });

  it('is the same whenever one begins to watch', () => {
    expectAbsence(
      [
        [100, 'c'],
        [5_000, 'C'],
      ],
      {
        '500ms ^ 5500ms !': '500ms f 599ms t 3899ms f',
        '3s ^ 3s !': '3s t 1999ms f',
        '5500ms ^ 500ms !': '5500ms f',
      },
    );
  });
});
