import type { Observable } from 'rxjs';
import { filter, map, Subscription, take } from 'rxjs';
import type { Demand } from './connection/demand.js';
import type { Link } from './connection/state.js';
import { eager } from './rx/eager.js';
import type { Mailbox } from './rx/mailbox.js';
import type { Pusher } from './types.js';

/** `connect()` and `disconnect()`, each a job like any other: what it changes is told when the job of the moment has ended. */
export const connecting = (
  demand: Demand,
  mailbox: Mailbox,
  links$: Observable<Link>,
  disconnected: () => void,
): Pick<Pusher, 'connect' | 'disconnect'> => ({
  connect: () => {
    const held = new Subscription();
    mailbox.post(() => {
      // Held first: let go before, it would be idle for a moment.
      const hold = demand.hold();
      held.add(() => mailbox.post(() => hold.unsubscribe()));
      demand.unlatch();
    });
    return held;
  },

  disconnect: () => {
    mailbox.post(() => {
      disconnected();
      demand.latch();
    });
    return eager(
      links$.pipe(
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
