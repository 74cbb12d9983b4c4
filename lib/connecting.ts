import type { Observable } from 'rxjs';
import { filter, map, Subscription, take } from 'rxjs';
import type { Demand } from './connection/demand.js';
import type { ConnectionSnapshot } from './connection/state.js';
import { eager } from './rx/eager.js';
import type { Mailbox } from './rx/mailbox.js';
import type { Pusher } from './types.js';

/** `connect()` and `disconnect()`. They act at once, also inside a handler; listeners hear of it when the present job has ended. */
export const connecting = (
  demand: Demand,
  mailbox: Mailbox,
  connection$: Observable<ConnectionSnapshot>,
  disconnected: () => void,
): Pick<Pusher, 'connect' | 'disconnect'> => ({
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
      disconnected();
      demand.disconnect();
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
});
