import { asyncScheduler, BehaviorSubject, concat, NEVER, of, retry, skip, Subject, take } from 'rxjs';
import type { Observable } from 'rxjs';
import type { PusherError } from '../lib/errors.js';
import { OptionError } from '../lib/errors.js';
import type { PusherOptions } from '../lib/options.js';
import { createPusher } from '../lib/pusher.js';
import { told } from './connection/bed.js';
import {
  breaks,
  closes,
  opens,
  says,
  script,
  scriptedNetwork,
  throwingSocket,
  welcomes,
} from './support/scripted-socket.js';
import type { Step } from './support/scripted-socket.js';
import { virtually } from './support/virtual.js';

const up = (socketId?: string, ...more: readonly (readonly [number, Step])[]) =>
  script([5, opens], [10, welcomes(socketId)], ...more);
const refused = script([5, opens], [5, closes(4001, 'no app')]);

const createClient = (scripts: readonly Observable<Step>[], options: PusherOptions = {}) => {
  const network = scriptedNetwork(scripts);
  const pusher = createPusher('key', {
    wsHost: 'host',
    random: () => 0,
    WebSocketCtor: network.WebSocketCtor,
    ...options,
  });
  return { pusher, network };
};

/** Everything a stream does, with its time (ms). */
const recorded = <T>(stream$: Observable<T>, show: (value: T) => unknown = (value) => value) => {
  const log: [at: number, what: unknown][] = [];
  const note = (what: unknown) => log.push([asyncScheduler.now(), what]);
  const subscription = stream$.subscribe({
    next: (value) => note(show(value)),
    error: (error: unknown) => note(`error: ${(error as Error).message}`),
    complete: () => note('complete'),
  });
  return { log, subscription };
};

const whats = (log: readonly (readonly [number, unknown])[]) => log.map(([, what]) => what);

describe('a client', () => {
  it('does nothing until somebody wants something: its own streams are passive', () => {
    const network = virtually(({ after }) => {
      const { pusher, network } = createClient([up()]);
      const { state$, socketId$, unavailable$, channels$, frames$, events$, errors$ } = pusher;
      const passive = [
        state$,
        socketId$,
        unavailable$,
        channels$,
        frames$,
        events$,
        errors$,
        pusher.on('e'),
        pusher.channel('a').state$,
      ];
      const subscriptions = passive.map((stream$: Observable<unknown>) => stream$.subscribe());
      after(100, () => {
        for (const subscription of subscriptions) subscription.unsubscribe();
      });
      return network;
    });
    expect(network.asked).toEqual([]);
  });

  it('connects by connect() alone, and keeps the connection until that is released', () => {
    const { log } = virtually(({ after }) => {
      const { pusher } = createClient([up('7.7')]);
      const states = recorded(pusher.state$, told);
      const hold = pusher.connect();
      after(5_000, () => hold.unsubscribe());
      return states;
    });
    expect(log).toEqual([
      [0, 'idle'],
      [0, 'connecting 1'],
      [10, 'connected 7.7'],
      [5_000, 'idle'],
    ]);
  });

  it('keeps the connection while any hold or channel is there; releasing a hold releases nothing else', () => {
    const { log } = virtually(({ after }) => {
      const { pusher } = createClient([up()]);
      const states = recorded(pusher.state$, told);
      const [one, other] = [pusher.connect(), pusher.connect()];
      const channel = pusher.channel('a').subscribe();
      after(100, () => one.unsubscribe());
      after(200, () => channel.unsubscribe());
      after(900, () => {
        const again = pusher.channel('b').subscribe();
        other.unsubscribe();
        one.unsubscribe();
        after(100, () => again.unsubscribe());
      });
      return states;
    });
    expect(log.slice(2)).toEqual([
      [10, 'connected 1.1'],
      [1_500, 'idle'],
    ]);
  });

  it('counts holds taken while a state is being told', () => {
    const { log } = virtually(({ after }) => {
      const { pusher } = createClient([up()]);
      const holds: { unsubscribe(): void }[] = [];
      const states = recorded(pusher.state$, told);
      pusher.state$.subscribe(({ status }) => {
        if (status === 'connecting') holds.push(pusher.connect(), pusher.connect());
      });
      const channel = pusher.channel('a').subscribe();
      after(100, () => {
        for (const hold of holds) hold.unsubscribe();
      });
      after(1_000, () => channel.unsubscribe());
      return states;
    });
    expect(log.slice(2)).toEqual([
      [10, 'connected 1.1'],
      [1_500, 'idle'],
    ]);
  });

  it('replays state, socket id, availability and channels to late subscribers', () => {
    virtually(({ after }) => {
      const { pusher } = createClient([up('7.7')]);
      const hold = pusher.connect();
      after(100, () => {
        expect(recorded(pusher.state$.pipe(take(1)), told).log).toEqual([
          [100, 'connected 7.7'],
          [100, 'complete'],
        ]);
        expect(recorded(pusher.socketId$.pipe(take(1))).log[0]).toEqual([100, '7.7']);
        expect(recorded(pusher.unavailable$.pipe(take(1))).log[0]).toEqual([100, false]);
        expect(recorded(pusher.channels$.pipe(take(1)), ({ size }) => size).log[0]).toEqual([100, 0]);
        hold.unsubscribe();
      });
    });
  });

  it('tells the socket id, another after each reconnect, and none between', () => {
    const { log } = virtually(({ after }) => {
      const { pusher } = createClient([up('1.1', [100, closes(4200)]), up('2.2')]);
      const ids = recorded(pusher.socketId$);
      const hold = pusher.connect();
      after(500, () => hold.unsubscribe());
      return ids;
    });
    expect(log).toEqual([
      [0, undefined],
      [10, '1.1'],
      [100, undefined],
      [110, '2.2'],
      [500, undefined],
    ]);
  });

  it('tells that it is unavailable after the time-out, to early and late watchers, and that it is back', () => {
    const { early, late } = virtually(({ after }) => {
      const { pusher } = createClient([script([0, breaks]), script([0, breaks]), up()], {
        unavailableTimeout: 1_500,
        reconnect: { minDelay: 1_000 },
      });
      const early = recorded(pusher.unavailable$);
      const late: unknown[] = [];
      const hold = pusher.connect();
      after(1_700, () => late.push(recorded(pusher.unavailable$.pipe(take(1))).log));
      after(3_000, () => hold.unsubscribe());
      return { early: early.log, late };
    });
    expect(early).toEqual([
      [0, false],
      [1_500, true],
      [2_010, false],
    ]);
    expect(late).toEqual([
      [
        [1_700, true],
        [1_700, 'complete'],
      ],
    ]);
  });

  it('tells every frame, the handshake first', () => {
    const { log } = virtually(({ after }) => {
      const { pusher } = createClient([
        up('1.1', [20, says({ event: 'x', channel: 'a', data: '{"n":1}', user_id: 7 })]),
      ]);
      const frames = recorded(pusher.frames$);
      const hold = pusher.connect();
      after(100, () => hold.unsubscribe());
      return frames;
    });
    expect(log).toEqual([
      [10, { event: 'pusher:connection_established', data: { socket_id: '1.1', activity_timeout: 120 } }],
      [20, { event: 'x', channel: 'a', data: { n: 1 }, userId: '7' }],
    ]);
  });

  it('notes its states in the log', () => {
    const logger = { debug: jest.fn() };
    virtually(({ after }) => {
      const { pusher } = createClient([up()], { logger });
      const hold = pusher.connect();
      after(100, () => hold.unsubscribe());
    });
    const notes = logger.debug.mock.calls.flat();
    expect(notes).toEqual(
      expect.arrayContaining(['rx-pusher: connection connecting', 'rx-pusher: connection connected']),
    );
  });

  it('throws for a wrong option at once', () => {
    expect(() => createPusher('key', { cluster: '' })).toThrow('option cluster');
    expect(() => createPusher('', { cluster: 'eu' })).toThrow('option key');
  });

  it('asks for no WebSocket before it is wanted, and fails with the reason where it cannot be had', () => {
    const { log } = virtually(({ after }) => {
      const constructed = jest.fn();
      const { pusher } = createClient([], {
        WebSocketCtor: throwingSocket(new Error('blocked'), constructed),
        reconnect: { maxAttempts: 1 },
      });
      const states = recorded(pusher.state$, told);
      expect(constructed).not.toHaveBeenCalled();
      const hold = pusher.connect();
      after(10, () => hold.unsubscribe());
      return states;
    });
    expect(whats(log)).toEqual(['idle', 'connecting 1', 'failed: socket closed with 1006']);
  });

  it('checks the connection when the network changes, and not for what it was', () => {
    const { sent } = virtually(({ after }) => {
      const online$ = new BehaviorSubject(true);
      const { pusher, network } = createClient([up('1.1', [60, says({ event: 'pusher:pong' })])], { online$ });
      const hold = pusher.connect();
      after(50, () => online$.next(false));
      after(100, () => hold.unsubscribe());
      return network;
    });
    expect(sent).toEqual([[50, { event: 'pusher:ping', data: {} }]]);
  });

  it('waits for the answer to such a check for a quarter of pongTimeout', () => {
    const { log } = virtually(({ after }) => {
      const online$ = new BehaviorSubject(true);
      const { pusher } = createClient([up(), up('2.2')], { online$, pongTimeout: 400 });
      const states = recorded(pusher.state$, told);
      const hold = pusher.connect();
      after(50, () => online$.next(false));
      after(2_000, () => hold.unsubscribe());
      return states;
    });
    expect(log).toContainEqual([150, 'waiting 2, 1000: no pong within 100 ms']);
  });

  it('survives an online$ that fails, which goes to errors$', () => {
    const { states, errors } = virtually(({ after }) => {
      const online$ = new Subject<boolean>();
      const { pusher } = createClient([up()], { online$ });
      const states = recorded(pusher.state$, told);
      const errors = recorded(pusher.errors$, ({ message }) => message);
      const hold = pusher.connect();
      after(50, () => online$.error(new Error('no such API')));
      after(100, () => hold.unsubscribe());
      return { states, errors };
    });
    expect(whats(states.log)).toEqual(['idle', 'connecting 1', 'connected 1.1', 'idle']);
    expect(errors.log).toEqual([[50, 'online$ failed: no such API']]);
  });
});

describe('a fatal close', () => {
  it('is told by state$ first, then every channel errors', () => {
    const { order, hold } = virtually(({ after }) => {
      const { pusher } = createClient([up('1.1', [100, closes(4001, 'no app')])]);
      const order: string[] = [];
      const hold = recorded(pusher.channel('a'));
      const error = (name: string) => ({ error: () => order.push(name) });
      pusher.channel('b').on('e').subscribe(error('b'));
      pusher.channel('c').subscriptionCount$.subscribe(error('c'));
      pusher.state$.pipe(skip(1)).subscribe(({ status }) => order.push(status));
      after(1_000, () => hold.subscription.unsubscribe());
      return { order, hold: hold.log };
    });
    expect(order.slice(-3)).toEqual(['failed', 'b', 'c']);
    expect(hold).toEqual([[100, 'error: socket closed with 4001: "no app"']]);
  });

  it('is told in that order also where it comes on the spot, to one who wants a channel while told the state', () => {
    const order = virtually(() => {
      const pusher = createPusher('key', {
        wsHost: 'host',
        WebSocketCtor: throwingSocket(new OptionError('WebSocketCtor', 'none here')),
      });
      const heard: string[] = [];
      pusher.state$.subscribe(({ status }) => {
        heard.push(status);
        if (status === 'idle') pusher.channel('a').subscribe({ error: () => heard.push('a') });
      });
      return heard;
    });
    expect(order).toEqual(['idle', 'connecting', 'failed', 'a']);
  });

  it('is tried again by a new connect(), or a channel subscribed anew, no sooner than minDelay', () => {
    const { asked } = virtually(({ after }) => {
      const { pusher, network } = createClient([refused]);
      const hold = pusher.connect();
      after(200, () => pusher.connect().unsubscribe());
      after(2_000, () => pusher.channel('a').subscribe({ error: () => undefined }));
      after(5_000, () => hold.unsubscribe());
      return network;
    });
    expect(asked.map(([at]) => at)).toEqual([0, 1_005, 2_010]);
  });

  it('does not make channels that retry at once hammer the server', () => {
    const { asked } = virtually(({ after }) => {
      const { pusher, network } = createClient([refused], { linger: 0 });
      const trying = ['a', 'b'].map((name) => pusher.channel(name).pipe(retry()).subscribe());
      after(3_500, () => trying.forEach((subscription) => subscription.unsubscribe()));
      return network;
    });
    expect(asked.map(([at]) => at)).toEqual([0, 1_005, 2_010, 3_015]);
  });
});

describe('disconnect()', () => {
  it('closes the connection, emits once and completes; nothing comes back until connect()', () => {
    const { states, done, network } = virtually(({ after }) => {
      const { pusher, network } = createClient([up('1.1'), up('2.2')]);
      const states = recorded(pusher.state$, told);
      const channel = pusher.channel('a').subscribe();
      const done: unknown[] = [];
      after(100, () => done.push(recorded(pusher.disconnect()).log));
      after(5_000, () => {
        const hold = pusher.connect();
        after(100, () => {
          hold.unsubscribe();
          channel.unsubscribe();
        });
      });
      return { states, done, network };
    });
    expect(states.log.slice(2)).toEqual([
      [10, 'connected 1.1'],
      [100, 'disconnecting'],
      [100, 'disconnected'],
      [5_000, 'connecting 1'],
      [5_010, 'connected 2.2'],
      [5_600, 'idle'],
    ]);
    expect(done).toEqual([
      [
        [100, undefined],
        [100, 'complete'],
      ],
    ]);
    expect(network.left[0]).toEqual([100, 1000]);
  });

  it('during a backoff stays disconnected (pusher-js: reconnects all the same)', () => {
    const { states, network } = virtually(({ after }) => {
      const { pusher, network } = createClient([up('1.1', [100, closes(4100)])]);
      const states = recorded(pusher.state$, told);
      pusher.connect();
      after(600, () => pusher.disconnect());
      return { states, network };
    });
    expect(whats(states.log).slice(-2)).toEqual(['waiting 2, 1000: socket closed with 4100', 'disconnected']);
    expect(network.asked).toHaveLength(1);
  });

  it.each([
    ['before the socket is open', 2],
    ['before the handshake', 7],
  ])('works %s', (_, ms) => {
    const { states, done } = virtually(({ after }) => {
      const { pusher } = createClient([up()]);
      const states = recorded(pusher.state$, told);
      pusher.connect();
      const done: unknown[] = [];
      after(ms, () => done.push(whats(recorded(pusher.disconnect()).log)));
      return { states, done };
    });
    expect(states.log.at(-1)).toEqual([ms, 'disconnected']);
    expect(done).toEqual([[undefined, 'complete']]);
  });

  it('works when idle, and twice, and on a failed connection', () => {
    const { states, done } = virtually(({ after }) => {
      const { pusher } = createClient([refused]);
      const states = recorded(pusher.state$, told);
      const done = [recorded(pusher.disconnect()), recorded(pusher.disconnect())];
      pusher.connect();
      after(100, () => done.push(recorded(pusher.disconnect())));
      return { states, done };
    });
    expect(whats(states.log)).toEqual([
      'idle',
      'disconnected',
      'connecting 1',
      'failed: socket closed with 4001: "no app"',
      'disconnected',
    ]);
    expect(done.map(({ log }) => whats(log))).toEqual([
      [undefined, 'complete'],
      [undefined, 'complete'],
      [undefined, 'complete'],
    ]);
  });

  it('replays its outcome, and is not undone by unsubscribing that', () => {
    const { log } = virtually(({ after }) => {
      const { pusher } = createClient([up()]);
      const states = recorded(pusher.state$, told);
      pusher.connect();
      after(100, () => {
        const outcome$ = pusher.disconnect();
        outcome$.subscribe().unsubscribe();
        after(100, () => expect(whats(recorded(outcome$).log)).toEqual([undefined, 'complete']));
      });
      return states;
    });
    expect(log.at(-1)).toEqual([100, 'disconnected']);
  });

  it('ends too when connect() takes it back while the socket is closing', () => {
    const { states, done } = virtually(({ after }) => {
      const network = scriptedNetwork([up('1.1'), up('2.2')], 1_000);
      const pusher = createPusher('key', { wsHost: 'host', WebSocketCtor: network.WebSocketCtor });
      const states = recorded(pusher.state$, told);
      const hold = pusher.connect();
      const done: unknown[] = [];
      after(100, () => done.push(recorded(pusher.disconnect()).log));
      after(200, () => hold.add(pusher.connect()));
      after(300, () => hold.unsubscribe());
      return { states, done };
    });
    expect(states.log.slice(3)).toEqual([
      [100, 'disconnecting'],
      [200, 'connecting 1'],
      [210, 'connected 2.2'],
      [300, 'idle'],
    ]);
    expect(done).toEqual([
      [
        [200, undefined],
        [200, 'complete'],
      ],
    ]);
  });

  it('leaves the holds counted: connect() and its release are one more', () => {
    const { log } = virtually(({ after }) => {
      const { pusher } = createClient([up('1.1'), up('2.2')]);
      const states = recorded(pusher.state$, told);
      const first = pusher.connect();
      after(100, () => pusher.disconnect());
      after(200, () => {
        pusher.connect().unsubscribe();
      });
      after(400, () => first.unsubscribe());
      return states;
    });
    expect(log.slice(-3)).toEqual([
      [200, 'connecting 1'],
      [210, 'connected 2.2'],
      [400, 'idle'],
    ]);
  });
});

describe('ping()', () => {
  it('tells the round trip, replayed to whoever asks later', () => {
    virtually(({ after }) => {
      const { pusher, network } = createClient([up('1.1', [130, says({ event: 'pusher:pong', data: '{}' })])]);
      const hold = pusher.connect();
      after(100, () => {
        const trip$ = pusher.ping();
        after(200, () => {
          expect(whats(recorded(trip$).log)).toEqual([30, 'complete']);
          expect(network.sent).toEqual([[100, { event: 'pusher:ping', data: {} }]]);
          hold.unsubscribe();
        });
      });
    });
  });

  it.each(['idle', 'connecting', 'disconnected'])('errors at once when there is no connection: %s', (moment) => {
    virtually(() => {
      const { pusher } = createClient([NEVER]);
      const hold = moment === 'idle' ? undefined : pusher.connect();
      if (moment === 'disconnected') pusher.disconnect();
      expect(whats(recorded(pusher.ping()).log)).toEqual(['error: disconnect() was called']);
      hold?.unsubscribe();
    });
  });

  it('errors when no pong comes within pongTimeout', () => {
    const { log } = virtually(({ after }) => {
      const { pusher } = createClient([up()], { pongTimeout: 700 });
      const hold = pusher.connect();
      const pings: { log: unknown[] }[] = [];
      after(100, () => pings.push(recorded(pusher.ping())));
      after(2_000, () => hold.unsubscribe());
      return { log: pings };
    });
    expect(log.map((ping) => ping.log)).toEqual([[[800, 'error: no pong within 700 ms']]]);
  });

  const doubting = (...steps: readonly (readonly [number, Step])[]) =>
    virtually(({ after }) => {
      const { pusher, network } = createClient([up('1.1', ...steps), up('2.2')]);
      const states = recorded(pusher.state$, told);
      const hold = pusher.connect();
      const pings: { log: unknown[] }[] = [];
      after(100, () => pings.push(recorded(pusher.ping(50))));
      after(2_000, () => hold.unsubscribe());
      return { pings, states, network };
    });

  it('with a time of its own drops a connection that says nothing, and makes it anew', () => {
    const { pings, states, network } = doubting();
    expect(pings.map(({ log }) => log)).toEqual([[[150, 'error: no pong within 50 ms']]]);
    expect(states.log.slice(3, -1)).toEqual([
      [150, 'waiting 2, 1000: no pong within 50 ms'],
      [1_150, 'connecting 2'],
      [1_160, 'connected 2.2'],
    ]);
    expect(network.left[0]).toEqual([150, 'terminated']);
  });

  it('drops no connection on which anything else came meanwhile', () => {
    const { pings, states } = doubting([120, says({ event: 'x' })]);
    expect(pings.map(({ log }) => log)).toEqual([[[150, 'error: no pong within 50 ms']]]);
    expect(whats(states.log).slice(2)).toEqual(['connected 1.1', 'idle']);
  });

  it('may be asked for by whoever is told of the connection', () => {
    const { log } = virtually(({ after }) => {
      const { pusher } = createClient([up(), up('2.2')]);
      const pings: { log: unknown[] }[] = [];
      pusher.state$.pipe(skip(2), take(1)).subscribe(() => pings.push(recorded(pusher.ping(50))));
      const states = recorded(pusher.state$, told);
      const hold = pusher.connect();
      after(500, () => hold.unsubscribe());
      return states;
    });
    expect(log).toContainEqual([60, 'waiting 2, 1000: no pong within 50 ms']);
  });

  it.each([0, -1, Number.NaN, Infinity, '5' as unknown as number])('takes no time-out of %p', (timeout) => {
    const { pusher } = createClient([]);
    expect(() => pusher.ping(timeout)).toThrow(OptionError);
  });

  it.each([
    ['the socket closes', [150, closes(4201)] as const, 'error: socket closed with 4201', 150],
    ['disconnect() is called', undefined, 'error: disconnect() was called', 200],
  ])('errors when %s meanwhile, and leaves no timer', (_, step, error, ms) => {
    const { log } = virtually(({ after }) => {
      const { pusher } = createClient([up('1.1', ...(step === undefined ? [] : [step])), NEVER]);
      pusher.connect();
      const pings: { log: unknown[] }[] = [];
      after(100, () => pings.push(recorded(pusher.ping())));
      after(200, () => pusher.disconnect());
      return { log: pings };
    });
    expect(log.map((ping) => ping.log)).toEqual([[[ms, error]]]);
  });
});

describe('bad input over the socket', () => {
  const deep = (text: string) => text.replace('…', '['.repeat(100_000) + ']'.repeat(100_000));
  it.each<[string, unknown, string]>([
    ['unparsable text', 'junk', 'malformed frame "junk": not JSON'],
    ['nothing at all', '', 'malformed frame "": not JSON'],
    ['binary', new ArrayBuffer(8), 'malformed frame "": not a text frame'],
    ['null', 'null', 'malformed frame "null"'],
    ['a number', '7', 'malformed frame "7"'],
    ['a list', '[]', 'malformed frame "[]"'],
    ['no event', '{"data":1}', 'malformed frame "{\\"data\\":1}"'],
    ['an event that is no text', '{"event":5}', 'event is 5, not string'],
    ['a channel that is no text', '{"event":"e","channel":5}', 'channel is 5, not string'],
    ['1 MB of garbage', 'x'.repeat(1_000_000), `malformed frame "${'x'.repeat(80)}…": not JSON`],
    ['1 MB of lists', '[1],'.repeat(250_000), 'malformed frame'],
    ['a list nested deep', deep('…'), 'malformed frame'],
    [
      'an error of the server',
      '{"event":"pusher:error","data":{"code":4301,"message":"slow"}}',
      'server error 4301: "slow"',
    ],
    ['an error nested deep', deep('{"event":"pusher:error","data":…}'), 'server error without code'],
    [
      'a count that is none',
      '{"event":"pusher_internal:subscription_count","channel":"a","data":"{}"}',
      'data of "pusher_internal:subscription_count" on "a"',
    ],
    [
      'an event of the protocol that nobody knows',
      '{"event":"pusher:unknown","data":"{}"}',
      'unknown event "pusher:unknown"',
    ],
    [
      'one of a channel',
      '{"event":"pusher_internal:unknown","channel":"a","data":"{}"}',
      'unknown event "pusher_internal:unknown" on "a"',
    ],
    ['an event that says not where', '{"event":"e","data":"{}"}', 'unknown event "e"'],
    ['one on a channel that is null', '{"event":"e","channel":null,"data":"{}"}', 'unknown event "e"'],
    ['one on a channel without a name', '{"event":"e","channel":"","data":"{}"}', 'unknown event "e"'],
  ])('%s: a typed error that names the culprit, and the stream goes on', (_, data, message) => {
    const { errors, events, states } = virtually(({ after }) => {
      const { pusher } = createClient([
        up(
          '1.1',
          [20, says({ event: 'pusher_internal:subscription_succeeded', channel: 'a', data: '{}' })],
          [30, says(data)],
          [40, says({ event: 'e', channel: 'a', data: '"on"' })],
        ),
      ]);
      const states = recorded(pusher.state$, told);
      const errors: PusherError[] = [];
      pusher.errors$.subscribe((error) => errors.push(error));
      const events = recorded(pusher.channel('a').on('e'));
      after(100, () => events.subscription.unsubscribe());
      return { errors, events, states };
    });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ _tag: expect.stringMatching(/Error$/) as string });
    expect(errors[0]?.message).toContain(message);
    expect(errors[0]?.message.length).toBeLessThan(400);
    expect(events.log).toEqual([[40, 'on']]);
    expect(whats(states.log)).toEqual(['idle', 'connecting 1', 'connected 1.1', 'idle']);
  });

  it.each<[string, unknown]>([
    ['an event of a channel nobody wants', { event: 'e', channel: 'nobody' }],
    ['a success nobody waits for', { event: 'pusher_internal:subscription_succeeded', channel: 'nobody', data: '{}' }],
    ['data nested deep', deep('{"event":"e","channel":"a","data":…}')],
    ['a second handshake', { event: 'pusher:connection_established', data: '{"socket_id":"9.9"}' }],
    ['a pong nobody asked for', { event: 'pusher:pong' }],
  ])('%s does no harm', (_, data) => {
    const { errors, states } = virtually(({ after }) => {
      const { pusher } = createClient([up('1.1', [30, says(data)])]);
      const states = recorded(pusher.state$, told);
      const errors = recorded(pusher.errors$);
      const frames = recorded(concat(pusher.frames$, of(0)));
      const channel = pusher.channel('a').subscribe();
      after(100, () => channel.unsubscribe());
      after(200, () => expect(frames.log).toHaveLength(2));
      return { errors, states };
    });
    expect(errors.log).toEqual([]);
    expect(whats(states.log)).toEqual(['idle', 'connecting 1', 'connected 1.1', 'idle']);
  });

  it('goes to the logger while nobody listens to errors$', () => {
    const logger = { error: jest.fn() };
    virtually(({ after }) => {
      const { pusher } = createClient([up('1.1', [20, says('junk')])], { logger });
      const hold = pusher.connect();
      after(100, () => hold.unsubscribe());
    });
    expect(logger.error).toHaveBeenCalledTimes(1);
  });
});
