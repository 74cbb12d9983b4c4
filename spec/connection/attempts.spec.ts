import { BehaviorSubject, EMPTY, NEVER, of, Subject, throwError, timer } from 'rxjs';
import { OptionError } from '../../lib/errors.js';
import { breaks, closes, opens, says, script, throwingSocket, welcomes } from '../support/scripted-socket.js';
import type { Step } from '../support/scripted-socket.js';
import { virtually } from '../support/virtual.js';
import type { Bed, BedOptions } from './bed.js';
import { createBed } from './bed.js';

/** Holds the connection for a time (ms). */
const held = (
  options: BedOptions,
  ms = 3_000_000,
  meanwhile: (bed: Bed, after: (ms: number, act: () => void) => void) => void = () => undefined,
) =>
  virtually(({ after }) => {
    const bed = createBed(options);
    const hold = bed.demand.hold();
    meanwhile(bed, after);
    after(ms, () => hold.unsubscribe());
    return bed;
  });

/** What followed the failure of the first attempt. */
const second = ({ states }: Bed) => states.slice(2, 4);

const PING = { event: 'pusher:ping', data: {} };
const PONG = { event: 'pusher:pong', data: {} };
const up = (socketId?: string) =>
  [
    [5, opens],
    [10, welcomes(socketId)],
  ] as const;

describe('an attempt to connect', () => {
  it('is tried again when the connection is refused', () => {
    const { states, network } = held({ scripts: [script([5, breaks]), script(...up())] }, 2_000);
    expect(states).toEqual([
      [0, 'idle'],
      [0, 'connecting 1'],
      [5, 'waiting 2, 1000: socket closed with 1006'],
      [1_005, 'connecting 2'],
      [1_015, 'connected 1.1'],
      [2_000, 'idle'],
    ]);
    expect(network.asked.map(([at]) => at)).toEqual([0, 1_005]);
  });

  it('is tried again after a close that tells neither code nor reason', () => {
    const bed = held(
      { scripts: [script([5, opens], [6, (socket) => socket.onclose?.({ wasClean: true })]), NEVER] },
      10,
    );
    expect(second(bed)[0]).toEqual([6, 'waiting 2, 1000: socket closed with 1006']);
  });

  it('keeps the reason of a refusal as the cause', () => {
    virtually(({ after }) => {
      const { connection$, demand } = createBed({ scripts: [script([5, breaks])] });
      const hold = demand.hold();
      after(6, () => {
        expect(connection$.value.state).toMatchObject({
          cause: { code: 1006, cause: new Error('the network is down') },
        });
        hold.unsubscribe();
      });
    });
  });

  it('ends when the socket does not open within connectTimeout', () => {
    const bed = held({ scripts: [NEVER] }, 20_000);
    expect(second(bed)).toEqual([
      [15_000, 'waiting 2, 1000: no open within 15000 ms'],
      [16_000, 'connecting 2'],
    ]);
    expect(bed.network.left[0]).toEqual([15_000, 'terminated']);
  });

  it('ends when there is no handshake within connectTimeout of opening', () => {
    const bed = held({ scripts: [script([5, opens])], connectTimeout: 3_000 }, 3_500);
    expect(second(bed)).toEqual([
      [3_005, 'waiting 2, 1000: no handshake within 3000 ms'],
      [3_500, 'idle'],
    ]);
    expect(bed.network.left[0]).toEqual([3_005, 1000]);
  });

  const deep = `{"event":"pusher:connection_established","data":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
  it.each([
    ['is not JSON', 'hello', 'unusable first frame "hello"'],
    ['is not text', new ArrayBuffer(4), 'unusable first frame ""'],
    ['is not an object', '7', 'unusable first frame "7"'],
    ['has no event', '{}', 'unusable first frame "{}"'],
    ['is another event', PING, `unusable first frame ${JSON.stringify(JSON.stringify(PING))}`],
    [
      'has no socket_id',
      { event: 'pusher:connection_established', data: '{"activity_timeout":120}' },
      'unusable first frame',
    ],
    [
      'has a wrong socket_id',
      { event: 'pusher:connection_established', data: { socket_id: 7 } },
      'unusable first frame',
    ],
    ['has no data', { event: 'pusher:connection_established' }, 'unusable first frame'],
    ['has data that is not JSON', { event: 'pusher:connection_established', data: 'x' }, 'unusable first frame'],
    ['is nested too deep to be shown', deep, 'unusable first frame "pusher:connection_established"'],
  ] as const)('is tried again when the first frame %s', (_, frame, message) => {
    virtually(({ after }) => {
      const { connection$, demand, network } = createBed({
        scripts: [script([5, opens], [10, says(frame)]), script(...up())],
      });
      const hold = demand.hold();
      after(11, () => {
        expect(connection$.value.state).toMatchObject({
          status: 'waiting',
          cause: { _tag: 'HandshakeError', message: expect.stringContaining(message) as string },
        });
        expect(network.left).toEqual([[10, 1000]]);
      });
      after(1_100, () => {
        expect(connection$.value.state).toMatchObject({ status: 'connected' });
        hold.unsubscribe();
      });
    });
  });

  it.each([
    ['left out', '{"socket_id":"1.1"}', 120_000],
    ['null', '{"socket_id":"1.1","activity_timeout":null}', 120_000],
    ['shorter than ours', '{"socket_id":"1.1","activity_timeout":30}', 30_000],
    ['in text', '{"socket_id":"1.1","activity_timeout":"30"}', 30_000],
    ['odd', '{"socket_id":"1.1","activity_timeout":{}}', 120_000],
    ['longer than ours', '{"socket_id":"1.1","activity_timeout":121}', 120_000],
    ['0', '{"socket_id":"1.1","activity_timeout":0}', 120_000],
    ['negative', '{"socket_id":"1.1","activity_timeout":-5}', 120_000],
    ['next to nothing', '{"socket_id":"1.1","activity_timeout":1e-9}', 100],
    ['endless', '{"socket_id":"1.1","activity_timeout":1e400}', 120_000],
  ])('takes an activity_timeout that is %s', (_, data, activityTimeout) => {
    virtually(({ after }) => {
      const welcome = says({ event: 'pusher:connection_established', data });
      const { connection$, demand } = createBed({ scripts: [script([5, opens], [10, welcome])] });
      const hold = demand.hold();
      after(11, () => {
        expect(connection$.value.state).toEqual({ status: 'connected', socketId: '1.1', activityTimeout });
        hold.unsubscribe();
      });
    });
  });

  it('fails for the reason of a pusher:error before the handshake, though the close says 1006', () => {
    const refused = says({ event: 'pusher:error', data: { code: 4001, message: 'App key x not in this cluster' } });
    const { states, network } = held({ scripts: [script([5, opens], [6, refused], [7, closes(1006)])] });
    expect(states).toEqual([
      [0, 'idle'],
      [0, 'connecting 1'],
      [6, 'failed: server error 4001: "App key x not in this cluster"'],
    ]);
    expect(network.asked).toHaveLength(1);
  });

  it.each([
    ['a code of null', { code: null, message: 'not now' }, 'server error without code: "not now"'],
    ['no code', { message: 'not now' }, 'server error without code: "not now"'],
    ['text for data', 'not now', 'server error without code: "not now"'],
    ['no data', undefined, 'server error without code: "unreadable"'],
  ])('is tried again after a pusher:error with %s (pusher-js: given up)', (_, data, message) => {
    const bed = held({ scripts: [script([5, opens], [6, says({ event: 'pusher:error', data })])] }, 10);
    expect(second(bed)[0]).toEqual([6, `waiting 2, 1000: ${message}`]);
  });
});

describe('after a close', () => {
  const BACKOFF = ['waiting 1, 1000', 'wss'];
  const SLOW = ['waiting 1, 30000', 'wss'];
  const AT_ONCE = ['waiting 1, 0', 'wss'];
  const FATAL = ['failed', undefined];
  it.each([
    [1000, BACKOFF],
    [1001, BACKOFF],
    [1002, BACKOFF],
    [1003, BACKOFF],
    [1004, BACKOFF],
    [1005, BACKOFF],
    [1006, BACKOFF],
    [3999, BACKOFF],
    [4000, AT_ONCE],
    [4001, FATAL],
    [4003, FATAL],
    [4004, SLOW],
    [4005, FATAL],
    [4006, FATAL],
    [4007, FATAL],
    [4008, FATAL],
    [4009, FATAL],
    [4099, FATAL],
    [4100, BACKOFF],
    [4199, BACKOFF],
    [4200, AT_ONCE],
    [4201, AT_ONCE],
    [4202, AT_ONCE],
    [4299, AT_ONCE],
    [4300, BACKOFF],
    [4301, BACKOFF],
    [4302, BACKOFF],
    [4999, BACKOFF],
  ] as const)('with %d: %s', (code, [state, scheme]) => {
    const scripts = [script(...up(), [10_000, closes(code, 'why')]), script(...up('2.2'))];
    const { states, network } = held({ scripts }, 100_000);
    const reason = `socket closed with ${code}: "why"`;
    expect(states[3]).toEqual([10_000, `${state}: ${reason}`]);
    expect(network.asked[1]?.[1].slice(0, 3)).toBe(scheme);
    if (scheme === undefined) expect(states).toHaveLength(4);
    else {
      const delay = Number(/\d+$/.exec(String(state))?.[0]);
      expect(states.slice(4)).toEqual([
        [10_000 + delay, 'connecting 1'],
        [10_010 + delay, 'connected 2.2'],
        [100_000, 'idle'],
      ]);
    }
  });

  it.each([
    [4001, 'failed: socket closed with 4001'],
    [4004, 'waiting 2, 30000: socket closed with 4004'],
    [4100, 'waiting 2, 1000: socket closed with 4100'],
    [4200, 'waiting 2, 0: socket closed with 4200'],
    [1000, 'waiting 2, 1000: socket closed with 1000'],
  ])('with %d before the handshake: %s', (code, state) => {
    const bed = held({ scripts: [script([5, opens], [6, closes(code)]), NEVER] }, 7);
    expect(second(bed)[0]).toEqual([6, state]);
  });

  it('backs off where the server asks to come back at once for the third time in a row', () => {
    const { states } = held({ scripts: [script(...up(), [20, closes(4200)])] }, 1_100);
    expect(states.filter(([, state]) => state.startsWith('waiting')).map(([, state]) => state.split(':')[0])).toEqual([
      'waiting 2, 0',
      'waiting 3, 1000',
      'waiting 4, 1000',
    ]);
  });

  it('with 4000 comes back over TLS, at another port, and stays there', () => {
    const scripts = [script([5, opens], [6, closes(4000)]), script(...up(), [20_000, closes(1006)]), script(...up())];
    const { network } = virtually(({ after }) => {
      const bed = createBed({ scripts, forceTLS: false, wsPort: 6001, wssPort: 6002 });
      const hold = bed.demand.hold();
      after(30_000, () => {
        hold.unsubscribe();
        const again = bed.demand.hold();
        after(100, () => again.unsubscribe());
      });
      return bed;
    });
    expect(network.asked.map(([at, url]) => [at, url.split('/app')[0]])).toEqual([
      [0, 'ws://host:6001'],
      [6, 'wss://host:6002'],
      [21_006, 'wss://host:6002'],
      [30_000, 'wss://host:6002'],
    ]);
  });
});

describe('backing off', () => {
  const refusing = [script([0, breaks])];

  it('waits a random time that may double with each attempt in a row', () => {
    const { states } = held({ scripts: refusing, random: () => 0.5 }, 60_000);
    expect(states.filter(([, state]) => state.startsWith('waiting')).map(([, state]) => state.split(':')[0])).toEqual([
      'waiting 2, 2500',
      'waiting 3, 4500',
      'waiting 4, 8500',
      'waiting 5, 15500',
      'waiting 6, 15500',
      'waiting 7, 15500',
    ]);
  });

  it('stays within the bounds of the option', () => {
    const { network } = held(
      { scripts: refusing, random: () => 0.999, reconnect: { minDelay: 100, maxDelay: 150 } },
      1_000,
    );
    const gaps = network.asked.slice(1).map(([at], i) => at - network.asked[i]![0]);
    expect(gaps.map(Math.round)).toEqual([150, 150, 150, 150, 150, 150]);
  });

  it('counts afresh after a connection that lasted minUptime, and on after one that did not', () => {
    const lasting = (ms: number) => script([0, opens], [0, welcomes()], [ms, closes(1006)]);
    const scripts = [refusing[0]!, refusing[0]!, lasting(4_999), lasting(5_000), NEVER];
    const { states } = held({ scripts }, 20_000);
    expect(states.filter(([, state]) => state.startsWith('waiting')).map(([, state]) => state.split(':')[0])).toEqual([
      'waiting 2, 1000',
      'waiting 3, 1000',
      'waiting 4, 1000',
      'waiting 1, 1000',
    ]);
  });

  it('ends as failed when maxAttempts have failed in a row', () => {
    const { states, network } = held({ scripts: refusing, reconnect: { maxAttempts: 3 } });
    expect(network.asked.map(([at]) => at)).toEqual([0, 1_000, 2_000]);
    expect(states.at(-1)).toEqual([2_000, 'failed: socket closed with 1006']);
  });

  it('ends at once when there is a network again', () => {
    const online$ = new BehaviorSubject(true);
    const { states } = held({ scripts: refusing, online$, random: () => 0.5 }, 2_600, (_, after) => {
      after(100, () => online$.next(true));
      after(200, () => online$.next(false));
      after(300, () => online$.next(true));
    });
    expect(states.map(([at, state]) => [at, state.split(':')[0]])).toEqual([
      [0, 'idle'],
      [0, 'connecting 1'],
      [0, 'waiting 2, 2500'],
      [300, 'connecting 2'],
      [300, 'waiting 3, 4500'],
      [2_600, 'idle'],
    ]);
    expect(online$.observed).toBe(false);
  });

  it('takes a network that was missing when the wait began for one that is back', () => {
    const online$ = new BehaviorSubject(false);
    const { network } = held({ scripts: refusing, online$ }, 900, (_, after) => after(400, () => online$.next(true)));
    expect(network.asked.map(([at]) => at)).toEqual([0, 400]);
  });

  it('is not disturbed by an online$ that completes', () => {
    const { network } = held({ scripts: refusing, online$: of(true) }, 1_500);
    expect(network.asked.map(([at]) => at)).toEqual([0, 1_000]);
  });
});

describe('a reconnect function', () => {
  const refusing = [script([0, breaks])];

  it('is told the attempt and the cause, and starts it by its first value', () => {
    const told: unknown[] = [];
    const reconnect = (attempt: number, cause: Error) => {
      told.push([attempt, cause.message]);
      return timer(attempt * 100, 1);
    };
    const { states, network } = held({ scripts: refusing, reconnect }, 550);
    expect(network.asked.map(([at]) => at)).toEqual([0, 200, 500]);
    expect(told.slice(0, 2)).toEqual([
      [2, 'socket closed with 1006'],
      [3, 'socket closed with 1006'],
    ]);
    expect(states[2]).toEqual([0, 'waiting 2, Infinity: socket closed with 1006']);
  });

  it('starts the attempt by completing too', () => {
    const reconnect = jest.fn().mockReturnValueOnce(EMPTY).mockReturnValueOnce([]).mockReturnValue(NEVER);
    expect(held({ scripts: refusing, reconnect }).network.asked.map(([at]) => at)).toEqual([0, 0, 0]);
  });

  it('gives others their turn, though it decides at once and attempts fail at once', () => {
    const { network } = virtually(({ after }) => {
      const bed = createBed({
        reconnect: () => of('now'),
        WebSocketCtor: throwingSocket(new Error('blocked'), () => {
          if (bed.network.asked.push([0, '']) > 50) throw new OptionError('reconnect', 'nobody else has a turn');
        }),
      });
      const hold = bed.demand.hold();
      after(0, () => hold.unsubscribe());
      return bed;
    });
    expect(network.asked.length).toBeLessThan(5);
  });

  it.each([
    ['errors', () => throwError(() => new Error('enough'))],
    [
      'throws',
      () => {
        throw new Error('enough');
      },
    ],
  ])('is final when it %s', (_, reconnect) => {
    const { states, network } = held({ scripts: refusing, reconnect });
    expect(states.at(-1)).toEqual([0, 'failed: reconnect failed: enough']);
    expect(network.asked).toHaveLength(1);
  });

  it('is final when it returns no stream', () => {
    const { states } = held({ scripts: refusing, reconnect: () => undefined as never });
    expect(states.at(-1)?.[1]).toMatch(/^failed: reconnect failed: You provided 'undefined'/);
  });

  it('is not asked after a fatal close', () => {
    const reconnect = jest.fn();
    const { states } = held({ scripts: [script([0, opens], [1, closes(4001)])], reconnect });
    expect(reconnect).not.toHaveBeenCalled();
    expect(states.at(-1)?.[1]).toBe('failed: socket closed with 4001');
  });

  it('is let go when the connection is no longer wanted', () => {
    const decision = new Subject();
    held({ scripts: refusing, reconnect: () => decision }, 10, (_, after) =>
      after(5, () => expect(decision.observed).toBe(true)),
    );
    expect(decision.observed).toBe(false);
  });
});

describe('a WebSocketCtor', () => {
  it.each([
    ['an error', new Error('blocked')],
    ['nothing', undefined],
    ['null', null],
  ])('that throws %s is a failed attempt, with that as the cause', (_, thrown) => {
    virtually(({ after }) => {
      const { connection$, demand } = createBed({ WebSocketCtor: throwingSocket(thrown) });
      const hold = demand.hold();
      after(0, () => {
        const { state } = connection$.value;
        expect(state).toMatchObject({ status: 'waiting', attempt: 2, delay: 1_000, cause: { code: 1006 } });
        if (state.status === 'waiting') expect(state.cause.cause).toBe(thrown);
        hold.unsubscribe();
      });
    });
  });
});

describe('keeping alive', () => {
  it('pings after activityTimeout of silence, and drops the socket pongTimeout later', () => {
    const { states, network } = held({ scripts: [script([0, opens], [0, welcomes()]), NEVER] }, 160_000);
    expect(network.sent).toEqual([[120_000, PING]]);
    expect(states.slice(3, 5)).toEqual([
      [150_000, 'waiting 1, 1000: no pong within 30000 ms'],
      [151_000, 'connecting 1'],
    ]);
    expect(network.left[0]).toEqual([150_000, 'terminated']);
  });

  it('goes by the server if that asks for less', () => {
    const { network } = held(
      { scripts: [script([0, opens], [0, welcomes('1.1', 30)]), NEVER], pongTimeout: 2_000 },
      40_000,
    );
    expect(network.sent).toEqual([[30_000, PING]]);
    expect(network.left[0]).toEqual([32_000, 'terminated']);
  });

  it('goes on pinging while it is answered, in whatever shape', () => {
    const steps: (readonly [number, Step])[] = [
      [120_010, says({ event: 'pusher:pong' })],
      [255_010, says({ event: 'x', channel: 'nobody-listens', data: '{}' })],
    ];
    const { states, network } = held({ scripts: [script([0, opens], [0, welcomes()], ...steps)] }, 300_000);
    expect(network.sent).toEqual([
      [120_000, PING],
      [255_000, PING],
    ]);
    expect(states.at(-2)?.[1]).toBe('connected 1.1');
  });

  it('answers the pings of the server', () => {
    const { network } = held(
      {
        scripts: [
          script(...up(), [60, says({ event: 'pusher:ping', data: '{}' })], [70, says({ event: 'pusher:ping' })]),
        ],
      },
      100,
    );
    expect(network.sent).toEqual([
      [60, PONG],
      [70, PONG],
    ]);
  });

  it('pings when the network changes or the page is looked at again', () => {
    const check$ = new Subject();
    const { network } = held({ scripts: [script(...up())], check$ }, 100, (_, after) =>
      after(50, () => check$.next(false)),
    );
    expect(network.sent).toEqual([[50, PING]]);
    expect(check$.observed).toBe(false);
  });
});
