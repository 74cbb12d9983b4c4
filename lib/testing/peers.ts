import { channelKind } from '../protocol/channel-name.js';
import { SIGNIN, SUBSCRIBE } from '../protocol/event.js';
import { channelMessage, sign, userMessage } from '../protocol/signature.js';
import { MEMBER, WATCHLIST } from './act-rules.js';
import type { Part } from './script.js';
import type { Peer, Stage } from './stage.js';

/** What another subscriber of a channel does: it joins, leaves, or sends a client event. Join before you trigger. */
export type MemberAct =
  | readonly [act: 'join', id: string, info?: unknown]
  | readonly [act: 'leave', id: string]
  | readonly [act: 'trigger', id: string, event: `client-${string}`, data?: unknown];

/** Other users come online, or go. */
export type WatchlistAct = readonly [act: 'online' | 'offline', ...ids: readonly string[]];

export interface Credentials {
  readonly key: string;
  readonly secret: string;
}

const isUpper = (letter: string): boolean => letter !== letter.toLowerCase();

/** The peers of one kind, each known by its name while it is there. */
const createCast = ({ peer }: Pick<Stage, 'peer'>) => {
  const present = new Map<string, Peer>();
  return {
    get: (name: string) => present.get(name),
    enter: (name: string, frame: (socketId: string) => object): void => {
      if (present.has(name)) return;
      const entered = peer(name);
      present.set(name, entered);
      entered.say(frame);
    },
    leave: (name: string): void => {
      present.get(name)?.leave();
      present.delete(name);
    },
  };
};

/** Others on a channel: members of a presence channel, subscribers without a name of any other. */
export const createMembers = (stage: Pick<Stage, 'peer'>, { key, secret }: Credentials) => {
  const cast = createCast(stage);

  const subscribe = (channel: string, id: string, info: unknown) => (socketId: string) => {
    const { type } = channelKind(channel);
    const channel_data = type === 'presence' ? JSON.stringify({ user_id: id, user_info: info }) : undefined;
    const auth =
      type === 'public' ? undefined : `${key}:${sign(secret, channelMessage(socketId, channel, channel_data))}`;
    return { event: SUBSCRIBE, data: { channel, auth, channel_data } };
  };

  return (channel: string): Part<MemberAct> => ({
    name: `members of ${channel}`,
    rule: MEMBER,
    letter: (id) => (isUpper(id) ? ['leave', id.toLowerCase()] : ['join', id]),
    perform: (act) => {
      const name = `${channel} ${act[1]}`;
      if (act[0] === 'join') cast.enter(name, subscribe(channel, act[1], act[2]));
      else if (act[0] === 'leave') cast.leave(name);
      else cast.get(name)?.say(() => ({ event: act[2], channel, data: act[3] ?? {} }));
    },
  });
};

/** Other users, whom the client may have on its watchlist. */
export const createWatchlist = (stage: Pick<Stage, 'peer'>, { key, secret }: Credentials): Part<WatchlistAct> => {
  const cast = createCast(stage);
  const signin = (id: string) => (socketId: string) => {
    const user_data = JSON.stringify({ id });
    return { event: SIGNIN, data: { auth: `${key}:${sign(secret, userMessage(socketId, user_data))}`, user_data } };
  };
  return {
    name: 'watchlist',
    rule: WATCHLIST,
    letter: (id) => (isUpper(id) ? ['offline', id.toLowerCase()] : ['online', id]),
    perform: ([act, ...ids]) => {
      for (const id of ids) {
        if (act === 'online') cast.enter(`user ${id}`, signin(id));
        else cast.leave(`user ${id}`);
      }
    },
  };
};
