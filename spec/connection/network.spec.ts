import { BehaviorSubject, concat, EMPTY, NEVER, of, Subject, timer } from 'rxjs';
import { map } from 'rxjs';
import { breaks, closes, opens, script, welcomes } from '../support/scripted-socket.js';
import { virtually } from '../support/virtual.js';
import type { Bed, BedOptions } from './bed.js';
import { createBed } from './bed.js';

const refusing = script([0, breaks]);
const up = script([10, opens], [20, welcomes()]);
/** Up at 20, gone at 100. */
const breaking = script([10, opens], [20, welcomes()], [100, breaks]);

type Deeds = (bed: Bed, after: (ms: number, act: () => void) => void) => void;

/** Held for so long (ms); each state in short, with its time, and the times of the attempts. */
const held = (options: BedOptions, deeds: Deeds, lasts: number) => {
  const bed = virtually(({ after }) => {
    const bed = createBed({ random: () => 0.5, ...options });
    const hold = bed.demand.hold();
    deeds(bed, after);
    after(lasts, () => hold.unsubscribe());
    return bed;
  });
  return {
    ...bed,
    states: bed.states.filter(([, state]) => state !== 'idle').map(([at, state]) => [at, state.split(':')[0]]),
    attempts: bed.network.asked.map(([at]) => at),
  };
};

describe('while there is no network', () => {
  it('nothing is tried after the first attempt, and the state says that it waits, for how long nobody knows', () => {
    const online$ = new BehaviorSubject(false);
    const { states, attempts } = held(
      { scripts: [refusing, up], online$ },
      (_, after) => after(3_000_000, () => online$.next(true)),
      3_001_000,
    );
    expect(attempts).toEqual([0, 3_000_000]);
    expect(states).toEqual([
      [0, 'connecting 1'],
      [0, 'waiting 2, Infinity'],
      [3_000_000, 'connecting 2'],
      [3_000_020, 'connected 1.1'],
    ]);
    expect(online$.observed).toBe(false);
  });

  it('a delay that has begun runs out, and then it waits for the network, with the same cause', () => {
    const online$ = new BehaviorSubject(true);
    const { states, attempts, connection$ } = held(
      { scripts: [refusing, up], online$ },
      (bed, after) => {
        after(1_000, () => online$.next(false));
        after(60_000, () => {
          const { state } = bed.connection$.value;
          expect(state).toMatchObject({ status: 'waiting', attempt: 2, cause: { _tag: 'SocketClosed', code: 1006 } });
        });
        after(90_000, () => online$.next(true));
      },
      91_000,
    );
    expect(attempts).toEqual([0, 90_000]);
    expect(states).toEqual([
      [0, 'connecting 1'],
      [0, 'waiting 2, 2500'],
      [2_500, 'waiting 2, Infinity'],
      [90_000, 'connecting 2'],
      [90_020, 'connected 1.1'],
    ]);
    expect(connection$.value.state.status).toBe('idle');
  });

  it('who comes and goes, or disconnects and connects, has one attempt for it', () => {
    const online$ = new BehaviorSubject(false);
    const { attempts } = held(
      { scripts: [refusing], online$ },
      ({ demand }, after) => {
        after(10_000, () => {
          demand.disconnect();
          demand.connect();
        });
      },
      60_000,
    );
    expect(attempts).toEqual([0, 10_000]);
  });

  it('a connection that is there stays, and is checked', () => {
    const online$ = new BehaviorSubject(true);
    const { states, network } = held(
      { scripts: [up], online$ },
      (_, after) => after(1_020, () => online$.next(false)),
      1_050,
    );
    expect(states).toEqual([
      [0, 'connecting 1'],
      [20, 'connected 1.1'],
    ]);
    expect(network.sent).toEqual([[1_020, { event: 'pusher:ping', data: {} }]]);
  });

  it('a platform that says late how things are has changed nothing, and nothing is checked', () => {
    const online$ = concat(timer(1_000).pipe(map(() => true)), NEVER);
    const { network } = held({ scripts: [up], online$ }, () => undefined, 2_000);
    expect(network.sent).toEqual([]);
  });

  it('a connection that is lost is tried again when the network is back, at once', () => {
    const online$ = new BehaviorSubject(true);
    const { states } = held(
      { scripts: [breaking, up], online$ },
      (_, after) => {
        after(50, () => online$.next(false));
        after(20_000, () => online$.next(true));
      },
      21_000,
    );
    expect(states).toEqual([
      [0, 'connecting 1'],
      [20, 'connected 1.1'],
      [100, 'waiting 2, Infinity'],
      [20_000, 'connecting 2'],
      [20_020, 'connected 1.1'],
    ]);
  });

  it('the platform is not believed once a connection has been made in spite of it', () => {
    const online$ = new BehaviorSubject(false);
    const { attempts } = held({ scripts: [breaking, refusing, up], online$ }, () => undefined, 20_000);
    expect(attempts).toEqual([0, 2_600, 7_100]);
  });

  it('until it says so again', () => {
    const online$ = new BehaviorSubject(false);
    const { attempts } = held(
      { scripts: [breaking, up], online$ },
      (_, after) => {
        after(200, () => online$.next(false));
        after(30_000, () => online$.next(true));
      },
      40_000,
    );
    expect(attempts).toEqual([0, 30_000]);
  });

  it('the option reconnect is asked, and its attempt waits for the network', () => {
    const online$ = new BehaviorSubject(false);
    const reconnect = jest.fn(() => timer(700));
    const { attempts, states } = held(
      { scripts: [refusing], online$, reconnect },
      (_, after) => {
        after(500, () => online$.next(true));
        after(1_000, () => online$.next(false));
        after(5_000, () => online$.next(true));
      },
      5_500,
    );
    expect(attempts).toEqual([0, 700, 5_000]);
    expect(states.slice(0, 6)).toEqual([
      [0, 'connecting 1'],
      [0, 'waiting 2, Infinity'],
      [700, 'connecting 2'],
      [700, 'waiting 3, Infinity'],
      [1_400, 'waiting 3, Infinity'],
      [5_000, 'connecting 3'],
    ]);
    expect(reconnect).toHaveBeenCalledTimes(3);
  });

  it('a close that is final is final, and the count of attempts ends as elsewhere', () => {
    const online$ = new BehaviorSubject(false);
    const fatal = held({ scripts: [script([0, opens], [0, closes(4001)])], online$ }, () => undefined, 1_000);
    expect(fatal.states.at(-1)?.[1]).toBe('failed');
    const counted = held({ scripts: [refusing], online$, reconnect: { maxAttempts: 1 } }, () => undefined, 1_000);
    expect(counted.states.at(-1)?.[1]).toBe('failed');
  });

  it.each([
    ['never says anything', NEVER],
    ['ends without a word', EMPTY],
    ['says that there is one and ends', of(true)],
  ])('where the platform %s nothing changes', (_, online$) => {
    const { attempts } = held({ scripts: [refusing], online$ }, () => undefined, 20_000);
    expect(attempts).toEqual([0, 2_500, 7_000, 15_500]);
  });

  it('a platform that says it late is believed from then on', () => {
    const online$ = concat(timer(1_000).pipe(map(() => false)), timer(50_000).pipe(map(() => true)), NEVER);
    const { attempts } = held({ scripts: [refusing, up], online$ }, () => undefined, 60_000);
    expect(attempts).toEqual([0, 51_000]);
  });
});

describe('a page that comes back after it had stopped', () => {
  it('has no delay to wait for', () => {
    const resumed$ = new Subject<void>();
    const { states } = held(
      { scripts: [refusing, up], resumed$ },
      (_, after) => after(300, () => resumed$.next()),
      1_000,
    );
    expect(states).toEqual([
      [0, 'connecting 1'],
      [0, 'waiting 2, 2500'],
      [300, 'connecting 2'],
      [320, 'connected 1.1'],
    ]);
    expect(resumed$.observed).toBe(false);
  });

  it.each([
    ['told of at once', script([10, opens], [20, welcomes()], [1_000, breaks])],
    ['told of late', script([10, opens], [20, welcomes()], [1_500, breaks])],
    ['never told of', script([10, opens], [20, welcomes()])],
  ])('is connected anew without a delay where its connection is gone, %s', (_, gone) => {
    const resumed$ = new Subject<void>();
    const { states, network } = held(
      { scripts: [gone, up], resumed$, pongTimeout: 4_000 },
      (_bed, after) => after(1_000, () => resumed$.next()),
      4_000,
    );
    // Whatever it was, no more than the quarter of pongTimeout of a check is lost.
    expect(network.asked[1]![0]).toBeLessThanOrEqual(2_000);
    expect(states.filter(([, state]) => String(state).startsWith('waiting'))).toEqual([
      [network.asked[1]![0], expect.stringMatching(/, 0$/)],
    ]);
    expect(states.at(-1)).toEqual([network.asked[1]![0] + 20, 'connected 1.1']);
  });

  it('keeps a connection that is still there, once it has answered', () => {
    const resumed$ = new Subject<void>();
    const { network, states } = held(
      { scripts: [up], resumed$ },
      (bed, after) => {
        after(1_000, () => resumed$.next());
        after(1_010, () => bed.network.sockets[0]?.say('{"event":"pusher:pong"}'));
      },
      20_000,
    );
    expect(network.sent).toEqual([[1_000, { event: 'pusher:ping', data: {} }]]);
    expect(states).toHaveLength(2);
  });

  it('waits as everybody does where the connection is lost later, or again, or is refused', () => {
    const resumed$ = new Subject<void>();
    const { states } = held(
      { scripts: [script([10, opens], [20, welcomes()], [30_000, breaks]), refusing], resumed$ },
      (bed, after) => {
        after(1_000, () => resumed$.next());
        after(1_010, () => bed.network.sockets[0]?.say('{"event":"pusher:pong"}'));
      },
      30_100,
    );
    expect(states.slice(2)).toEqual([[30_000, 'waiting 1, 1500']]);
    const again = held(
      { scripts: [breaking, refusing], resumed$ },
      (_, after) => after(90, () => resumed$.next()),
      1_000,
    );
    expect(again.states.slice(2)).toEqual([
      [100, 'waiting 2, 0'],
      [100, 'connecting 2'],
      [100, 'waiting 3, 4500'],
    ]);
  });

  it('has the delays that everybody has after the first attempt, and where there has been no connection', () => {
    const resumed$ = new Subject<void>();
    const short = script([0, opens], [0, welcomes()], [10, breaks]);
    const waits = (options: BedOptions, at: number) =>
      held({ resumed$, ...options }, (_, after) => after(at, () => resumed$.next()), 12_000)
        .states.filter(([, state]) => String(state).startsWith('waiting'))
        .slice(0, 3)
        .map(([, state]) => state);
    const long = script([0, opens], [0, welcomes()], [6_000, breaks]);
    expect(waits({ scripts: [long, refusing] }, 6_000)).toEqual(['waiting 1, 0', 'waiting 2, 2500', 'waiting 3, 4500']);
    expect(waits({ scripts: [short] }, 5)).toEqual(['waiting 2, 0', 'waiting 3, 4500', 'waiting 4, 8500']);
    expect(waits({ scripts: [script([100, breaks]), refusing] }, 90)).toEqual([
      ...['waiting 2, 2500', 'waiting 3, 4500', 'waiting 4, 8500'],
    ]);
  });

  it('waits for the network where there is none', () => {
    const resumed$ = new Subject<void>();
    const online$ = new BehaviorSubject(false);
    const { attempts } = held(
      { scripts: [refusing, up], resumed$, online$ },
      (_, after) => {
        after(1_000, () => resumed$.next());
        after(5_000, () => online$.next(true));
      },
      6_000,
    );
    expect(attempts).toEqual([0, 5_000]);
  });

  it.each([
    [4004, 'waiting 2, 30000'],
    [4001, 'failed'],
  ])('does as a server says all the same: %d', (code, state) => {
    const resumed$ = new Subject<void>();
    const { states } = held(
      { scripts: [script([10, opens], [20, welcomes()], [100, closes(code)])], resumed$ },
      (_, after) => after(90, () => resumed$.next()),
      200,
    );
    expect(states[2]).toEqual([100, state]);
  });
});
