import type { AnyChannel, ChannelEvent, Members, Outage, Pusher } from '../../../lib/index.js';
import type { Heard } from '../../support/listen.js';
import type { Clients } from './clients.js';

export const NAMES = [
  'all',
  'cache-all',
  'private-all',
  'private-cache-all',
  'presence-all',
  'presence-cache-all',
  'private-encrypted-all',
  'private-encrypted-cache-all',
] as const;

/** A client that listens to every kind of channel. */
export interface Everything {
  readonly pusher: Pusher;
  readonly channels: readonly AnyChannel[];
  /** What it has heard, by channel. */
  readonly heard: readonly Heard<ChannelEvent>[];
  readonly resumed: readonly Heard<Outage>[];
  readonly members: Heard<Members>;
  /** The ids of who is there now, or undefined while nobody knows. */
  present(): readonly string[] | undefined;
}

export const everythingTo = (clients: Clients, pusher: Pusher): Everything => {
  const channels = NAMES.map((name) => pusher.channel(name));
  const members = clients.listen<Members>(pusher.channel('presence-all').members$);
  return {
    pusher,
    channels,
    heard: channels.map((channel) => clients.listen(channel)),
    resumed: channels.map(({ resumed$ }) => clients.listen(resumed$)),
    members,
    present: () => {
      const last = members.values.at(-1);
      return last === undefined || last.stale ? undefined : [...last].map(({ id }) => id).sort();
    },
  };
};
