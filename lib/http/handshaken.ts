import { isRight } from 'fp-ts/Either';
import type { Observable, Observer } from 'rxjs';
import { concat, defer, EMPTY, map, of, switchMap, take } from 'rxjs';
import { HandshakeError } from '../connection/errors.js';
import type { Received, Socket } from '../connection/transport.js';
import { CONNECTION_ESTABLISHED, ERROR } from '../protocol/event.js';

type Frames = Pick<Observer<Received>, 'next'>;

/** Whether it is a server of Pusher's protocol that has spoken, be it to refuse. */
const isGreeting = (first: Received): boolean =>
  isRight(first) && (first.right.event === CONNECTION_ESTABLISHED || first.right.event === ERROR);

const textOf = (first: Received): string => (isRight(first) ? first.right.event : first.left.text);

/** A socket on which the server has spoken already; whoever comes to it hears that first. */
const greeted = (socket: Socket, first: Received): Socket => {
  let greeting: Observable<Received> = of(first);
  const greeting$ = defer(() => {
    const unheard$ = greeting;
    greeting = EMPTY;
    return unheard$;
  });
  return { ...socket, control$: concat(greeting$, socket.control$) };
};

/**
 * A socket once the server has shaken hands over it, not merely when it is open: many a network lets a connection be opened
 * and nothing through. Until then its frames are nobody's, for another attempt may be the one.
 */
export const handshaken = (open: (frames: Frames) => Observable<Socket>, frames: Frames): Observable<Socket> =>
  defer(() => {
    const held: Received[] = [];
    let to: Frames = { next: (received) => void held.push(received) };
    return open({ next: (received) => to.next(received) }).pipe(
      switchMap((socket) =>
        socket.control$.pipe(
          take(1),
          map((first) => {
            if (!isGreeting(first)) throw new HandshakeError(textOf(first));
            to = frames;
            for (const received of held.splice(0)) frames.next(received);
            return greeted(socket, first);
          }),
        ),
      ),
    );
  });
