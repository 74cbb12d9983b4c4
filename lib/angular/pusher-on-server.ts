import type { Observable } from 'rxjs';
import { concat, NEVER, of, Subscription } from 'rxjs';
import type { Pusher } from '../types.js';

const always = <T>(value: T): Observable<T> => concat(of(value), NEVER);

/** For a page that is rendered on a server: nothing connects, whatever is wanted, and nothing looks like an outage. */
export const pusherOnServer = (pusher: Pusher): Pusher => {
  void pusher.disconnect();
  return {
    ...pusher,
    state$: always({ status: 'idle' as const }),
    unavailable$: always(false),
    connect: () => new Subscription(),
  };
};
