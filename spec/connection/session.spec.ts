import { NEVER, Subject } from 'rxjs';
import type { Observable } from 'rxjs';
import { serverError, session } from '../../lib/connection/session.js';
import type { Session } from '../../lib/connection/session.js';
import type { Received, Socket } from '../../lib/connection/transport.js';
import { SocketClosed } from '../../lib/connection/errors.js';
import { parseFrame } from '../../lib/protocol/frame.js';
import { virtually } from '../support/virtual.js';

const WELCOME = { event: 'pusher:connection_established', data: '{"socket_id":"1.1","activity_timeout":120}' };
const PING = '{"event":"pusher:ping","data":{}}';

/** A socket whose frames come from marbles. */
const createSocket = (control$: Observable<Received>) => {
  const sent: string[] = [];
  const socket: Socket = {
    transport: 'ws',
    control$,
    heard: () => 0,
    closed$: NEVER,
    send: (text) => sent.push(text) > 0,
    terminate: () => undefined,
  };
  return { socket, sent };
};

const frame = (value: object): Received => parseFrame(JSON.stringify(value));
const OPTIONS = { connectTimeout: 100, activityTimeout: 50_000, pongTimeout: 300, check$: NEVER };

/** Pings a session at 10 ms; `frames` come after that many more. */
const pinged = (frames: readonly (readonly [ms: number, frame: object | Error])[], pings = 1) =>
  virtually(({ after }) => {
    const control$ = new Subject<Received>();
    const { socket, sent } = createSocket(control$);
    let established: Session | undefined;
    const running = session(socket, OPTIONS).subscribe({
      next: (value) => (established = value),
      error: () => undefined,
    });
    control$.next(frame(WELCOME));
    const outcomes: unknown[] = [];
    after(10, () => {
      for (let i = 0; i < pings; i += 1) {
        established?.ping(OPTIONS.pongTimeout).subscribe({
          next: (ms) => outcomes.push(ms),
          error: (error: unknown) => outcomes.push((error as Error).message),
          complete: () => outcomes.push('complete'),
        });
      }
      for (const [ms, value] of frames) {
        after(ms, () => (value instanceof Error ? control$.error(value) : control$.next(frame(value))));
      }
      after(1_000, () => running.unsubscribe());
    });
    return { outcomes, sent };
  });

describe('a session', () => {
  it('begins with the handshake and lasts as long as its socket', () => {
    virtually(({ hot, expectObservable }) => {
      const control$ = hot<Received>('  --w---x--#', { w: frame(WELCOME), x: frame({ event: 'x' }) });
      const { socket } = createSocket(control$);
      expectObservable(session(socket, OPTIONS)).toBe(
        '--s------#',
        {
          s: expect.objectContaining({ socketId: '1.1', activityTimeout: 50_000 }) as Session,
        },
        'error',
      );
    });
  });

  it.each<[unknown, number]>([
    [2, 2_000],
    ['2', 2_000],
    ['0.5', 500],
    [0, 50_000],
    ['0', 50_000],
    [-1, 50_000],
    [null, 50_000],
    ['', 50_000],
    ['soon', 50_000],
    [{}, 50_000],
    [[], 50_000],
    ['1000', 50_000],
  ])(
    'is silent as long as the server asks for, which may be in text, odd or null: %j',
    (activity_timeout, expected) => {
      for (const channel of [undefined, null, '']) {
        const welcome = {
          event: 'pusher:connection_established',
          channel,
          data: { socket_id: '1.1', activity_timeout },
        };
        const timeouts: number[] = [];
        virtually(({ hot, after }) => {
          const { socket } = createSocket(hot<Received>('w', { w: frame(welcome) }));
          const running = session(socket, OPTIONS).subscribe((established) =>
            timeouts.push(established.activityTimeout),
          );
          after(1, () => running.unsubscribe());
        });
        expect(timeouts).toEqual([expected]);
      }
    },
  );

  it('writes frames, and text as it is', () => {
    virtually(({ hot, after }) => {
      const { socket, sent } = createSocket(hot<Received>('w', { w: frame(WELCOME) }));
      const running = session(socket, OPTIONS).subscribe(({ send }) => {
        send({ event: 'pusher:subscribe', data: { channel: 'a' } });
        send('text');
      });
      after(1, () => {
        expect(sent).toEqual(['{"event":"pusher:subscribe","data":{"channel":"a"}}', 'text']);
        running.unsubscribe();
      });
    });
  });

  it('measures the round trip of a ping', () => {
    expect(pinged([[70, { event: 'pusher:pong', data: '{}' }]])).toEqual({ outcomes: [70, 'complete'], sent: [PING] });
  });

  it('takes a pong for an answer, and nothing else', () => {
    const { outcomes } = pinged([
      [10, { event: 'other' }],
      [20, { event: 5 }],
      [300, { event: 'pusher:pong' }],
    ]);
    expect(outcomes).toEqual(['no pong within 300 ms']);
  });

  it('ends pings with the socket, each of them', () => {
    const { outcomes, sent } = pinged([[50, new SocketClosed(4200, '')]], 2);
    expect(outcomes).toEqual(['socket closed with 4200', 'socket closed with 4200']);
    expect(sent).toEqual([PING, PING]);
  });
});

describe('the error in a pusher:error frame', () => {
  it.each([
    [{ code: 4001, message: 'm' }, 4001, 'm'],
    ['{"code":4009,"message":"m"}', 4009, 'm'],
    [{ code: null, message: 'm' }, null, 'm'],
    [{ code: '4001', message: 'm' }, 4001, 'm'],
    ['{"code":"4200","message":null}', 4200, ''],
    [{ code: 'Unauthorized', message: 'm' }, null, 'm'],
    [{ code: [], message: { text: 'm' } }, null, 'unreadable'],
    [{ code: 4001, message: 7 }, 4001, ''],
    [{ message: 'm' }, null, 'm'],
    [{ code: 4301 }, 4301, ''],
    [{ code: 4301, message: null }, 4301, ''],
    ['not JSON', null, 'not JSON'],
    [{ code: 'x' }, null, 'unreadable'],
    [{}, null, 'unreadable'],
    [undefined, null, 'unreadable'],
    [[], null, 'unreadable'],
  ])('%j', (data, code, reason) => {
    expect(serverError({ event: 'pusher:error', data })).toMatchObject({ _tag: 'ServerError', code, reason });
  });
});
