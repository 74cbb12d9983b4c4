import { Subscription } from 'rxjs';
import type { Decoder } from '../channels/decoder.js';
import type { Pusher } from '../types.js';
import type { User } from '../user/user.js';
import type { Inner } from './channel-through.js';
import { ChannelThrough } from './channel-through.js';
import type { Outside } from './outside.js';

const userOutside = (user: User, { stream }: Outside): User => {
  const { data$, watchlist } = user;
  return Object.assign(stream(user), {
    data$: stream(data$),
    signin: () => stream(user.signin()),
    on: <T>(event: string, decoder?: Decoder<T>) => stream(user.on(event, decoder)),
    watchlist: {
      events$: stream(watchlist.events$),
      online$: stream(watchlist.online$),
      offline$: stream(watchlist.offline$),
    },
  });
};

/** The same client, all that it does outside of Angular's zone. */
export const pusherOutside = (pusher: Pusher, outside: Outside): Pusher => {
  const { stream, eager, run } = outside;
  return {
    key: pusher.key,
    state$: stream(pusher.state$),
    socketId$: stream(pusher.socketId$),
    unavailable$: stream(pusher.unavailable$),
    channels$: stream(pusher.channels$),
    frames$: stream(pusher.frames$),
    delivered$: stream(pusher.delivered$),
    events$: stream(pusher.events$),
    errors$: stream(pusher.errors$),
    on: <T>(event: string, decoder?: Decoder<T>) => stream(pusher.on(event, decoder)),
    connect: () => {
      const held = run(pusher.connect);
      return new Subscription(() => run(() => held.unsubscribe()));
    },
    disconnect: () => eager(pusher.disconnect),
    ping: (timeout) => eager(() => pusher.ping(timeout)),
    send: (...frame) => pusher.send(...frame),
    channel: (name: string) => {
      const channel = pusher.channel(name) as unknown as Inner;
      return new ChannelThrough({
        name: () => channel.name,
        present: () => channel,
        through: (pick) => stream(pick(channel)),
        eager,
      }) as never;
    },
    user: userOutside(pusher.user, outside),
  };
};
