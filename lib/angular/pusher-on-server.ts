import { EMPTY, of, Subscription, throwError } from 'rxjs';
import { checkEventName } from '../channels/names.js';
import { Disconnected } from '../connection/errors.js';
import type { Pusher } from '../types.js';
import type { User } from '../user/user.js';
import type { Inner } from './channel-through.js';
import { ChannelThrough } from './channel-through.js';

const nothingOf = (event: string) => {
  checkEventName(event);
  return EMPTY;
};

const nobody = (): User =>
  Object.assign(EMPTY.pipe(), {
    data$: EMPTY,
    signin: () => EMPTY,
    on: nothingOf,
    watchlist: { events$: EMPTY, online$: EMPTY, offline$: EMPTY },
  });

/**
 * For a page that is rendered on a server: nothing connects, whatever is wanted, and nothing looks like an outage. Streams
 * say what there is and complete, for nothing more will come: a page whose route waits for more would never be rendered.
 */
export const pusherOnServer = (pusher: Pusher): Pusher => ({
  key: pusher.key,
  state$: of({ status: 'idle' as const }),
  socketId$: of(undefined),
  unavailable$: of(false),
  channels$: of(new Map()),
  frames$: EMPTY,
  events$: EMPTY,
  delivered$: EMPTY,
  errors$: EMPTY,
  on: nothingOf,
  connect: () => new Subscription(),
  disconnect: () => of(undefined),
  ping: pusher.ping,
  send: () => false,
  channel: (name: string) => {
    // Wrong names are wrong here too.
    const channel = pusher.channel(name) as unknown as Inner;
    return new ChannelThrough({
      name: () => name,
      present: () => channel,
      through: (_, without = () => EMPTY) => without(),
      eager: () => throwError(() => new Disconnected()),
    }) as never;
  },
  user: nobody(),
});
