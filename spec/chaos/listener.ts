import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import { defer, EMPTY, filter, ignoreElements, merge, retry, tap, timeout, timer } from 'rxjs';
import type { ChannelEvent, Members, PresenceChannel, PrivateChannel, PusherError } from '../../lib/index.js';
import { isCacheName, isPresenceName, isPrivateName } from '../../lib/index.js';
import { SERVER_TO_USER } from '../../lib/protocol/channel-name.js';
import type { Client } from './clients.js';
import type { Random } from './random.js';
import { SLACK, TIMES } from './rules.js';
import type { Violate } from './rules.js';

/** The data of every event of the run; `n` grows with each, on each channel. */
export interface Note {
  readonly n: number;
  readonly on: string;
  readonly from: string;
}

/** Somebody who subscribes to a stream of a channel, and comes back if it fails. */
export interface Listener {
  readonly channel: string;
  /** The last number that came from the server; undefined for those who hear no events. */
  readonly last: () => number | undefined;
  readonly members: () => Members | undefined;
  leave(): void;
}

/** What is done with all that a run hears of. */
export interface Hearing {
  readonly violate: Violate;
  readonly failed: (client: Client, error: PusherError) => void;
  readonly heard: () => void;
}

/** Looks at the numbers of one subscription: each is greater than the one before from the same side. */
const inOrder = (who: string, channel: string, { violate, heard }: Hearing) => {
  const before = new Map<string, number>();
  return {
    last: () => before.get('server') ?? -1,
    // What the cache had is told again to whoever subscribes again.
    again: () => {
      if (isCacheName(channel)) before.clear();
    },
    take: ({ n, on, from }: Note) => {
      heard();
      if (on !== channel) violate('right channel', `${who} heard on ${channel} what was for ${on}`);
      const last = before.get(from) ?? -1;
      if (n <= last) violate('once, in order', `${who} heard ${n} from ${from} on ${channel} after ${last}`);
      before.set(from, n);
    },
  };
};

const isNote = (event: ChannelEvent): event is ChannelEvent<Note> => /^(?:client-)?note$/.test(event.event);

/** Comes back soon after a failure, as users do. */
const back = <T>(client: Client, random: Random, { failed }: Hearing): MonoTypeOperatorFunction<T> =>
  retry({
    delay: (error: PusherError) => {
      failed(client, error);
      return timer(random.between(0, 200));
    },
  });

/** Another stream of the channel, of which there is nothing to check but that it does no harm. */
const another = ({ pusher }: Client, name: string, random: Random): Observable<unknown> => {
  const channel = pusher.channel(name) as unknown as PresenceChannel & { cacheMiss$: Observable<void> };
  const { subscriptionCount$, resumed$, joined$, left$, cacheMiss$ } = channel;
  return random.pick([subscriptionCount$, resumed$, joined$, left$, cacheMiss$]);
};

/** Hears what the server sends to the user, who is signed in for as long. */
export const comesAsUser = (client: Client, random: Random, hearing: Hearing): Listener => {
  const channel = SERVER_TO_USER + client.userId;
  const order = inOrder(client.name, channel, hearing);
  const note$ = client.pusher.user.on<Note>('note').pipe(tap(order.take));
  const subscription = note$.pipe(back(client, random, hearing)).subscribe();
  return { channel, last: order.last, members: () => undefined, leave: () => subscription.unsubscribe() };
};

export const comes = (client: Client, channel: string, random: Random, hearing: Hearing): Listener => {
  const order = inOrder(client.name, channel, hearing);
  const target = client.pusher.channel<string, Record<string, unknown>>(channel);
  const how = random.pick(isPresenceName(channel) ? ['all', 'on', 'other', 'members'] : ['all', 'on', 'other']);
  const all$ = target.pipe(
    filter(isNote),
    tap(({ data }) => order.take(data)),
  );
  let members: Members | undefined;
  const members$ = (target as unknown as PresenceChannel).members$.pipe(tap((list) => (members = list)));

  const stream$: Observable<unknown> =
    how === 'all'
      ? all$
      : how === 'on'
        ? target.on<Note>('note').pipe(tap(order.take))
        : how === 'members'
          ? // By itself it stays a want through a failure, but starts no attempt.
            merge(members$, target.pipe(ignoreElements()))
          : another(client, channel, random);

  const subscription = defer(() => {
    order.again();
    return stream$;
  })
    .pipe(back(client, random, hearing))
    .subscribe();

  return {
    channel,
    last: () => (how === 'all' || how === 'on' ? order.last() : undefined),
    members: () => (how === 'members' ? members : undefined),
    leave: () => subscription.unsubscribe(),
  };
};

/** A client event, if the channel takes any. */
export const triggers = (client: Client, channel: string, n: number, { violate, failed }: Hearing): void => {
  const { name, pusher } = client;
  if (!isPrivateName(channel) && !isPresenceName(channel)) return;
  const target = pusher.channel(channel) as unknown as PrivateChannel;
  const late = () => violate('waits end', `${name} waits to trigger on ${channel} for too long`);
  target
    .trigger('client-note', { n, on: channel, from: name } satisfies Note)
    .pipe(timeout({ first: TIMES.subscriptionTimeout + SLACK, with: () => (late(), EMPTY) }))
    .subscribe({ error: (error: unknown) => failed(client, error as PusherError) });
};
