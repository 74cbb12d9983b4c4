import { isLeft } from 'fp-ts/Either';
import { channelKind } from '../../protocol/channel-name.js';
import { decodeData } from '../../protocol/codec.js';
import {
  CACHE_MISS,
  isClientEvent,
  MEMBER_ADDED,
  MEMBER_REMOVED,
  SUBSCRIBE,
  SUBSCRIPTION_COUNT,
  SUBSCRIPTION_ERROR,
  UNSUBSCRIBE,
} from '../../protocol/event.js';
import type { WireFrame } from '../../protocol/frame.js';
import { MemberAdded, MemberRemoved, PresenceList } from '../../protocol/payload.js';
import { objection, userOf } from './objection.js';
import { forgetSignature } from './signatures.js';
import type { Channel, Tab, Wish, World } from './state.js';
import { post, write } from './state.js';
import { greet } from './greet.js';

const subscribeFrame = (name: string, { auth, channelData }: Wish): string =>
  JSON.stringify({ event: SUBSCRIBE, data: { auth, channel_data: channelData, channel: name } });
const unsubscribeFrame = (name: string): string => JSON.stringify({ event: UNSUBSCRIBE, data: { channel: name } });

const leaveUpstream = (world: World, name: string): void => {
  world.riskyAt = world.host.now();
  write(world, unsubscribeFrame(name));
};

/** Tells a tab that it does not get the channel, as a server does. */
const reject = (world: World, tab: Tab, channel: string, error: string, status?: number): void =>
  post(world, tab, JSON.stringify({ event: SUBSCRIPTION_ERROR, channel, data: { type: 'AuthError', error, status } }));

/** To every tab that holds the channel, or waits for it, but one. */
export const toTabs = (world: World, { tabs }: Channel, text: string, except?: Tab): void => {
  for (const tab of tabs.keys()) if (tab !== except) post(world, tab, text);
};

const created = (name: string, wish: Wish, me: string | undefined): Channel => ({
  name,
  kind: channelKind(name),
  tabs: new Map(),
  wish,
  me,
  subscribed: false,
  doubtful: false,
  success: '',
  members: undefined,
  count: undefined,
  last: undefined,
  miss: undefined,
});

/** A tab wants a channel: the first is asked for on the real connection, others join it. */
export const wanted = (world: World, tab: Tab, name: string, wish: Wish): void => {
  const known = world.channels.get(name);
  const problem = objection(world, tab, name, wish, known);
  if (problem !== undefined) return reject(world, tab, name, problem, 403);
  const channel = known ?? created(name, wish, userOf(world, wish));
  tab.channels.add(channel);
  channel.tabs.set(tab, wish);
  if (channel.subscribed) return greet(world, tab, channel);
  if (known !== undefined && !channel.doubtful) return;
  if (known !== undefined) leaveUpstream(world, name);
  channel.doubtful = false;
  world.channels.set(name, channel);
  write(world, subscribeFrame(name, wish));
};

const forget = (world: World, channel: Channel): void => {
  world.channels.delete(channel.name);
  forgetSignature(world, channel.name);
  for (const tab of channel.tabs.keys()) tab.channels.delete(channel);
};

/** A tab wants a channel no longer. Who says so while it waits has given up; who is just gone has not. */
export const left = (world: World, tab: Tab, channel: Channel, gaveUp: boolean): void => {
  channel.tabs.delete(tab);
  tab.channels.delete(channel);
  if (!channel.subscribed && gaveUp) channel.doubtful = true;
  if (channel.tabs.size > 0) return;
  // What was asked and not answered stays, so that each answer is that of the one question.
  if (!channel.subscribed && !gaveUp) return;
  forget(world, channel);
  leaveUpstream(world, channel.name);
};

/** The server has accepted, or says so again with the list of the moment. */
export const accepted = (world: World, channel: Channel, frame: WireFrame, text: string): void => {
  if (channel.tabs.size === 0) {
    forget(world, channel);
    return leaveUpstream(world, channel.name);
  }
  const first = !channel.subscribed;
  channel.subscribed = true;
  channel.success = text;
  if (channel.kind.type === 'presence') {
    const list = decodeData(PresenceList, frame.data);
    if (!isLeft(list)) channel.members = new Map([...list.right.presence].map(([id, { info }]) => [id, info]));
  }
  for (const [tab, wish] of channel.tabs) {
    // Now the right signature is known, and any other is wrong.
    const problem = first ? objection(world, tab, channel.name, wish, channel) : undefined;
    if (problem === undefined) post(world, tab, text);
    else {
      channel.tabs.delete(tab);
      tab.channels.delete(channel);
      reject(world, tab, channel.name, problem, 403);
    }
  }
};

/** The server refuses, or takes back what it had granted: every tab hears it. */
export const refused = (world: World, channel: Channel, text: string): void => {
  toTabs(world, channel, text);
  forget(world, channel);
};

/** The same where the server did not say whose the error is. */
export const refusedFor = (world: World, channel: Channel, reason: string): void => {
  for (const tab of channel.tabs.keys()) reject(world, tab, channel.name, reason);
  forget(world, channel);
};

/** A success that nobody waits for: what it granted is not left standing. */
export const takeBack = (world: World, name: string): void => leaveUpstream(world, name);

const memberChanged = (channel: Channel, { event, data }: WireFrame): void => {
  channel.members ??= new Map();
  if (event === MEMBER_ADDED) {
    const added = decodeData(MemberAdded, data);
    if (!isLeft(added)) channel.members.set(added.right.user_id, added.right.user_info);
    return;
  }
  const removed = decodeData(MemberRemoved, data);
  // Some servers say so when another connection of the same user has gone.
  if (!isLeft(removed) && removed.right.user_id !== channel.me) channel.members.delete(removed.right.user_id);
};

/** Anything else that comes for a channel: it goes on as it is, and what later tabs have to know is kept. */
export const toChannel = (world: World, channel: Channel, frame: WireFrame, text: string): void => {
  const { event } = frame;
  if (event === SUBSCRIPTION_COUNT) channel.count = text;
  else if (event === CACHE_MISS) {
    channel.miss = text;
    channel.last = undefined;
  } else if (event === MEMBER_ADDED || event === MEMBER_REMOVED) memberChanged(channel, frame);
  else if (channel.kind.cache && !isClientEvent(event)) channel.last = { text, at: world.host.now() };
  toTabs(world, channel, text);
};
