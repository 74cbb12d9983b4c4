import { isLeft } from 'fp-ts/Either';
import { SERVER_TO_USER } from '../../protocol/channel-name.js';
import { decodeData } from '../../protocol/codec.js';
import { MemberAdded } from '../../protocol/payload.js';
import type { Channel, Tab, Wish, World } from './state.js';

/** The key of the app that an address or a signature is of; undefined where it has none. */
const keyOfUrl = (url: string): string | undefined => {
  const escaped = /\/app\/([^/?#]*)/.exec(url)?.[1];
  try {
    return escaped === undefined ? undefined : decodeURIComponent(escaped);
  } catch {
    return escaped;
  }
};

/** Whether a signature is of the app of the connection. */
export const isOurKey = ({ upstream }: World, auth: string): boolean => {
  const key = keyOfUrl(upstream.url);
  return key === undefined || auth.startsWith(`${key}:`);
};

/** Whom a wish for a presence channel names; without `channel_data` it is the user who is signed in. */
export const userOf = ({ user }: World, { channelData }: Wish): string | undefined => {
  if (channelData === undefined) return user?.id;
  const member = decodeData(MemberAdded, channelData);
  return isLeft(member) ? undefined : member.right.user_id;
};

const ANOTHER_USER = 'another user shares this connection: give each a scope of its own';

/**
 * Why a tab does not get a channel; undefined where nothing is found against it. What the server has not judged yet, it will.
 * On one connection a channel has one right signature, so that once it is known any other is wrong.
 */
export const objection = (
  world: World,
  tab: Tab,
  name: string,
  wish: Wish,
  channel: Channel | undefined,
): string | undefined => {
  if (name.startsWith(SERVER_TO_USER))
    return world.user?.tabs.has(tab) === true && world.user.id === name.slice(SERVER_TO_USER.length)
      ? undefined
      : 'the channel of another user';
  const { auth = '' } = wish;
  if (auth !== '' && !isOurKey(world, auth)) return 'the signature is of another app';
  if (channel === undefined || channel.kind.type === 'public') return undefined;
  if (channel.kind.type === 'presence') {
    if (wish.channelData === undefined && world.user?.tabs.has(tab) !== true) return 'nobody is signed in';
    if (userOf(world, wish) !== channel.me) return ANOTHER_USER;
    // The same user may be described in other words, which were signed as well: nothing tells whether rightly.
    if (wish.channelData !== channel.wish.channelData) return auth === '' ? 'no signature' : undefined;
  }
  return channel.subscribed && auth !== (channel.wish.auth ?? '') ? 'no valid signature' : undefined;
};
