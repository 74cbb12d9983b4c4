import type { Observable, Observer } from 'rxjs';
import { concat, defer, EMPTY, map, mergeMap, of, retry, Subject, switchMap, takeUntil, tap } from 'rxjs';
import { throwError, timeout, timer } from 'rxjs';
import { reasonOf } from '../connection/describe.js';
import { ConnectionTimeout, SocketClosed } from '../connection/errors.js';
import type { Received, Socket, TransportName } from '../connection/transport.js';
import { asPusherError } from '../errors.js';
import { ABNORMAL } from '../protocol/close-code.js';
import { staggered } from '../rx/staggered.js';
import { handshaken } from './handshaken.js';

type Frames = Pick<Observer<Received>, 'next'>;

/** One kind of transport. */
export interface Way {
  readonly name: TransportName;
  readonly open: (secure: boolean, frames: Frames) => Observable<Socket>;
}

/** Times in ms. */
export interface StrategyOptions {
  /** How long one may be without a handshake before the next is tried beside it. */
  readonly fallbackAfter: number;
  /** How long one that is not the first is used before the first is tried again, in the background, and again. */
  readonly retryAfter: number;
  /** How long that may take. */
  readonly connectTimeout: number;
  readonly debug: (message: string) => void;
}

/** The server itself has said no: it would say so over any transport. */
const LEAST_OF_PUSHER = 4000;
const isFinal = (error: unknown): boolean => error instanceof SocketClosed && error.code >= LEAST_OF_PUSHER;

const failure = (errors: readonly unknown[]): unknown =>
  errors.length === 1 ? errors[0] : new SocketClosed(ABNORMAL, '', new AggregateError(errors));

/**
 * Attempts at a socket over any of these ways, the first by preference. One is tried after another until one shakes hands;
 * what worked is tried first the next time. While it is not the first way that works, that one is tried again at times, and
 * when it works too the connection moves over to it: another socket is emitted, and the one before is left.
 */
export const createStrategy = (
  ways: readonly Way[],
  { fallbackAfter, retryAfter, connectTimeout, debug }: StrategyOptions,
): ((secure: boolean, frames: Frames) => Observable<Socket>) => {
  const [first] = ways;
  let best = first;

  const over = (way: Way, secure: boolean, frames: Frames): Observable<Socket> =>
    defer(() => {
      let shaken = false;
      debug(`trying ${way.name}`);
      return handshaken((to) => way.open(secure, to), frames).pipe(
        map((socket) => {
          shaken = true;
          // One that was found dead may be for good: the next time begins from the beginning.
          const terminate = () => {
            best = first;
            socket.terminate();
          };
          return { ...socket, terminate };
        }),
        tap({
          error: (error: unknown) => {
            if (!shaken) debug(`${way.name} failed: ${reasonOf(asPusherError(error, 'connection'))}`);
          },
        }),
      );
    });

  /** The first way, as soon as it works; what there is is left when it is there. */
  const again = (way: Way, secure: boolean, frames: Frames, leave: () => void): Observable<Socket> =>
    defer(() => {
      const slow$ = throwError(() => new ConnectionTimeout('handshake', connectTimeout));
      const leave$ = defer(() => {
        leave();
        return EMPTY;
      });
      let works = false;
      return timer(retryAfter).pipe(
        switchMap(() => over(way, secure, frames).pipe(timeout({ first: connectTimeout, with: () => slow$ }))),
        tap(() => {
          works = true;
          best = way;
        }),
        retry({ delay: (error: unknown) => (works ? throwError(() => error) : of(0)) }),
        mergeMap((socket) => concat(of(socket), leave$)),
      );
    });

  return (secure, frames) =>
    defer(() => {
      const left = new Subject<void>();
      const order = [...ways].sort((one, other) => Number(other === best) - Number(one === best));
      const attempts = order.map((way) => over(way, secure, frames).pipe(map((socket) => ({ way, socket }))));
      return staggered(attempts, { after: fallbackAfter, isFinal, failure }).pipe(
        tap(({ way }) => (best = way)),
        // The first way goes on when what came before it has been left.
        // eslint-disable-next-line rxjs-x/no-unsafe-takeuntil
        takeUntil(left),
        switchMap(({ way, socket }) =>
          first === undefined || way === first
            ? of(socket)
            : concat(
                of(socket),
                again(first, secure, frames, () => left.next()),
              ),
        ),
      );
    });
};
