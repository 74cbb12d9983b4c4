import type { Observable } from 'rxjs';
import { filter, map, Subscription, take, throwError } from 'rxjs';
import type { Demand } from './connection/demand.js';
import { Disconnected } from './connection/errors.js';
import type { Session } from './connection/session.js';
import type { ConnectionSnapshot } from './connection/state.js';
import { checkValue, TIME } from './option-rules.js';
import { eager } from './rx/eager.js';
import type { Mailbox } from './rx/mailbox.js';
import type { Pusher } from './types.js';

/** What works on the connection itself. */
export interface ConnectingOptions {
  readonly demand: Demand;
  readonly mailbox: Mailbox;
  readonly connection$: Observable<ConnectionSnapshot>;
  readonly session: () => Session | undefined;
  /** ms that a pong may take, unless `ping` says otherwise. */
  readonly pongTimeout: number;
  /** Client events that wait to be written fail. */
  readonly disconnected: () => void;
}

/**
 * `connect()` and `disconnect()` act at once, also inside a handler; listeners hear of it when the present job has ended.
 * `ping()` and `send()` use the session of the moment.
 */
export const connecting = ({
  demand,
  mailbox,
  connection$,
  session,
  pongTimeout,
  disconnected,
}: ConnectingOptions): Pick<Pusher, 'connect' | 'disconnect' | 'ping' | 'send'> => ({
  connect: () => {
    const held = new Subscription();
    mailbox.enter(() => {
      // Held before it may connect: the other way round the connection would be idle for a moment.
      const hold = demand.hold();
      held.add(() => mailbox.enter(() => hold.unsubscribe()));
      demand.connect();
    });
    return held;
  },

  disconnect: () => {
    mailbox.enter(() => {
      demand.disconnect();
      // Last, for whoever hears of a failure may connect again.
      disconnected();
    });
    return eager(
      connection$.pipe(
        // Closed, or taken back by connect() meanwhile.
        filter(
          ({ state: { status } }, index) => status === 'disconnected' || (index > 0 && status !== 'disconnecting'),
        ),
        take(1),
        map(() => undefined),
      ),
    );
  },

  ping: (timeout = pongTimeout) => {
    checkValue(timeout, TIME, 'timeout');
    return eager(session()?.ping(timeout) ?? throwError(() => new Disconnected()));
  },

  // What is undefined is left out of the frame.
  send: (event, data, channel) => session()?.send({ event, data, channel }) ?? false,
});
