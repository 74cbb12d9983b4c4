import { asyncScheduler, merge, NEVER, Observable, share, throwError, timer } from 'rxjs';
import { ignoreElements, map, mergeMap } from 'rxjs';
import { SocketClosed } from '../../lib/connection/errors.js';
import { OptionError } from '../../lib/errors.js';
import type { Received, Socket, TransportName } from '../../lib/connection/transport.js';
import { createStrategy } from '../../lib/http/strategy.js';
import type { Way } from '../../lib/http/strategy.js';
import { parseFrame } from '../../lib/protocol/frame.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';
import { WELCOME } from './support.js';

/** What becomes of an attempt, in ms after it began: it opens, the server speaks, it ends. */
interface Fate {
  readonly opens?: number;
  readonly says?: number;
  readonly what?: string;
  readonly fails?: number;
  readonly error?: Error;
}

const WORKS: Fate = { opens: 10, says: 20 };
const REFUSED: Fate = { fails: 10 };
const SWALLOWED: Fate = {};
/** It opens, and nothing comes through. */
const MUTE: Fate = { opens: 10 };

const at = <T>(ms: number | undefined, value: () => T): Observable<T> =>
  ms === undefined ? NEVER : timer(ms).pipe(map(value));

/** Ways whose attempts have these fates, one after another; the last one stands for all that follow. */
const bed = (fates: Partial<Record<TransportName, readonly Fate[]>>, options = {}) => {
  const log: string[] = [];
  const frames: string[] = [];
  const note = (what: string) => log.push(`${asyncScheduler.now()} ${what}`);

  const way = (name: TransportName, row: readonly Fate[]): Way => {
    let count = 0;
    return {
      name,
      open: (_, to) =>
        new Observable<Socket>((subscriber) => {
          const fate = row[Math.min(count, row.length - 1)]!;
          count += 1;
          note(`${name} asked`);
          const failure$ = at(fate.fails, () => undefined).pipe(
            mergeMap(() => throwError(() => fate.error ?? new SocketClosed(1006, '', new Error(`${name} is blocked`)))),
          );
          const said$ = at(fate.says, () => parseFrame(fate.what ?? WELCOME)).pipe(
            map((received) => {
              to.next(received);
              return received;
            }),
          );
          const control$ = merge(said$, failure$ as Observable<Received>).pipe(share());
          subscriber.add(() => note(`${name} left`));
          subscriber.add(
            merge(
              at(fate.opens, (): Socket => ({
                transport: name,
                control$,
                heard: () => 0,
                closed$: NEVER,
                send: () => true,
                terminate: () => note(`${name} terminated`),
              })),
              control$.pipe(ignoreElements()),
            ).subscribe(subscriber),
          );
        }),
    };
  };
  const lines: string[] = [];
  const open = createStrategy(
    Object.entries(fates).map(([name, row]) => way(name as TransportName, row)),
    { fallbackAfter: 2_000, retryAfter: 60_000, connectTimeout: 15_000, debug: (text) => lines.push(text), ...options },
  );
  const sockets: Socket[] = [];
  const connect = () =>
    listen(
      open(true, { next: (received) => frames.push(received._tag === 'Right' ? received.right.event : 'none') }),
      (socket) => {
        sockets.push(socket);
        note(`over ${socket.transport}`);
      },
    );
  return { connect, log, frames, lines, sockets };
};

describe('The strategy', () => {
  it('is a WebSocket alone where that works', () =>
    inTime(({ pass }) => {
      const { connect, log } = bed({ ws: [WORKS], xhr_streaming: [WORKS], xhr_polling: [WORKS] });
      connect();
      pass(200_000);
      expect(log).toEqual(['0 ws asked', '20 over ws']);
    }));

  it('tries the next at once where WebSockets are refused', () =>
    inTime(({ pass }) => {
      const { connect, log, lines } = bed({ ws: [REFUSED], xhr_streaming: [WORKS], xhr_polling: [WORKS] });
      connect();
      pass(1_000);
      expect(log).toEqual(['0 ws asked', '10 xhr_streaming asked', '10 ws left', '30 over xhr_streaming']);
      expect(lines).toEqual(['trying ws', 'ws failed: ws is blocked', 'trying xhr_streaming']);
    }));

  it.each([
    ['swallowed', SWALLOWED],
    ['open and mute', MUTE],
  ])('tries it after two seconds where WebSockets are %s, and gives them up when it works', (_, fate) =>
    inTime(({ pass }) => {
      const { connect, log } = bed({ ws: [fate], xhr_streaming: [WORKS], xhr_polling: [WORKS] });
      connect();
      pass(5_000);
      expect(log).toEqual(['0 ws asked', '2000 xhr_streaming asked', '2020 ws left', '2020 over xhr_streaming']);
    }),
  );

  it('comes to polling where streams say nothing either', () =>
    inTime(({ pass }) => {
      const { connect, log } = bed({ ws: [SWALLOWED], xhr_streaming: [MUTE], xhr_polling: [WORKS] });
      connect();
      pass(5_000);
      expect(log.slice(-3)).toEqual(['4020 ws left', '4020 xhr_streaming left', '4020 over xhr_polling']);
    }));

  it('takes a WebSocket that is slow, where it is first all the same', () =>
    inTime(({ pass }) => {
      const { connect, log, frames } = bed({ ws: [{ opens: 10, says: 2_010 }], xhr_streaming: [WORKS] });
      connect();
      pass(5_000);
      expect(log.slice(-2)).toEqual(['2010 xhr_streaming left', '2010 over ws']);
      // The frames of the one alone are heard.
      expect(frames).toEqual(['pusher:connection_established']);
    }));

  it('hands over the greeting to whoever comes to the socket, once', () =>
    inTime(({ pass }) => {
      const { connect, sockets } = bed({ ws: [WORKS] });
      connect();
      pass(100);
      const [one, other] = [listen(sockets[0]!.control$), listen(sockets[0]!.control$)];
      expect([one.values, other.values]).toEqual([[parseFrame(WELCOME)], []]);
    }));

  it.each<[string, Fate, object]>([
    ['a close of the server', { fails: 10, error: new SocketClosed(4001, 'no app') }, { code: 4001 }],
    ['a wish for TLS', { fails: 10, error: new SocketClosed(4000, 'TLS') }, { code: 4000 }],
  ])('is over with %s: it would say the same over any transport', (_, fate, error) =>
    inTime(({ pass }) => {
      const { connect, log } = bed({ ws: [SWALLOWED], xhr_streaming: [fate], xhr_polling: [WORKS] });
      const heard = connect();
      pass(10_000);
      expect(heard.error).toMatchObject(error);
      expect(log.filter((what) => what.includes('polling'))).toEqual([]);
    }),
  );

  it('leaves a refusal of the server to whoever has the socket', () =>
    inTime(({ pass }) => {
      const what = '{"event":"pusher:error","data":{"code":4001}}';
      const { connect, log } = bed({ ws: [{ ...WORKS, what }], xhr_streaming: [WORKS] });
      connect();
      pass(5_000);
      expect(log).toEqual(['0 ws asked', '20 over ws']);
    }));

  it('takes what no server of Pusher says for no handshake', () =>
    inTime(({ pass }) => {
      const { connect, log } = bed({ ws: [{ ...WORKS, what: 'Welcome to the hotel' }], xhr_streaming: [WORKS] });
      connect();
      pass(5_000);
      expect(log.at(-1)).toBe('40 over xhr_streaming');
    }));

  it('goes on without a WebSocket where the platform has none', () =>
    inTime(({ pass }) => {
      const error = new OptionError('WebSocketCtor', 'needed');
      const { connect, log } = bed({ ws: [{ fails: 0, error }], xhr_streaming: [WORKS] });
      connect();
      pass(100);
      expect(log.at(-1)).toBe('20 over xhr_streaming');
    }));

  it('fails with all that was said where nothing works', () =>
    inTime(({ pass, timers }) => {
      const { connect } = bed({ ws: [REFUSED], xhr_streaming: [REFUSED], xhr_polling: [REFUSED] });
      const heard = connect();
      pass(100);
      expect(heard.error).toMatchObject({ _tag: 'SocketClosed', code: 1006 });
      const { errors } = (heard.error as { cause: AggregateError }).cause;
      expect(errors.map((error: SocketClosed) => (error.cause as Error).message)).toEqual([
        'ws is blocked',
        'xhr_streaming is blocked',
        'xhr_polling is blocked',
      ]);
      expect(timers()).toBe(0);
    }));

  it('tries first what has worked', () =>
    inTime(({ pass }) => {
      const { connect, log } = bed({
        ws: [SWALLOWED],
        xhr_streaming: [{ ...WORKS, fails: 5_000 }, WORKS],
        xhr_polling: [WORKS],
      });
      const heard = connect();
      pass(10_000);
      expect(heard.error).toMatchObject({ code: 1006 });
      log.length = 0;
      connect();
      pass(100);
      expect(log).toEqual(['10000 xhr_streaming asked', '10020 over xhr_streaming']);
    }));

  it('and the others where that works no more, in their order', () =>
    inTime(({ pass }) => {
      const { connect, log } = bed({
        ws: [REFUSED],
        xhr_streaming: [REFUSED, REFUSED],
        xhr_polling: [{ ...WORKS, fails: 500 }, REFUSED],
      });
      connect();
      pass(1_000);
      log.length = 0;
      connect();
      pass(100);
      expect(log.filter((what) => what.includes('asked')).map((what) => what.split(' ')[1])).toEqual([
        'xhr_polling',
        'ws',
        'xhr_streaming',
      ]);
    }));

  it('begins from the beginning after one that was found dead', () =>
    inTime(({ pass }) => {
      const { connect, log, sockets } = bed({ ws: [REFUSED], xhr_streaming: [WORKS] });
      const heard = connect();
      pass(100);
      sockets[0]!.terminate();
      heard.leave();
      log.length = 0;
      connect();
      pass(5);
      expect(log).toEqual(['100 ws asked']);
    }));

  it('tries a WebSocket in the background at times, and moves over when it works: the new one first', () =>
    inTime(({ pass }) => {
      const { connect, log } = bed({ ws: [REFUSED, REFUSED, SWALLOWED, WORKS], xhr_streaming: [WORKS] });
      const heard = connect();
      pass(300_000);
      expect(log.slice(3)).toEqual([
        '30 over xhr_streaming',
        '60030 ws asked',
        '60040 ws left',
        '120040 ws asked',
        '135040 ws left',
        '195040 ws asked',
        '195060 over ws',
        '195060 xhr_streaming left',
      ]);
      heard.leave();
      expect(log.at(-1)).toBe('300000 ws left');
    }));

  it('fails with the WebSocket it has moved over to, and tries that first from then on', () =>
    inTime(({ pass }) => {
      const { connect, log } = bed({ ws: [REFUSED, { ...WORKS, fails: 100 }, WORKS], xhr_streaming: [WORKS] });
      const heard = connect();
      pass(70_000);
      expect(heard.error).toMatchObject({ code: 1006 });
      log.length = 0;
      connect();
      pass(100);
      expect(log).toEqual(['70000 ws asked', '70020 over ws']);
    }));

  it('leaves everything when it is left, also what it tries in the background', () =>
    inTime(({ pass, timers }) => {
      const { connect, log } = bed({ ws: [REFUSED, SWALLOWED], xhr_streaming: [WORKS] });
      const heard = connect();
      pass(61_000);
      heard.leave();
      expect(log.slice(-2).sort()).toEqual(['61000 ws left', '61000 xhr_streaming left']);
      expect(timers()).toBe(0);
    }));
});
