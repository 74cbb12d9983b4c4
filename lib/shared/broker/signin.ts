import { isLeft } from 'fp-ts/Either';
import { decodeData } from '../../protocol/codec.js';
import { WATCHLIST_EVENTS } from '../../protocol/event.js';
import type { WireFrame } from '../../protocol/frame.js';
import { UserData, WatchlistEvent, WatchlistEvents } from '../../protocol/payload.js';
import { isOurKey } from './objection.js';
import type { Tab, User, World } from './state.js';
import { post, write } from './state.js';
import { closeTab, refuse } from './tabs.js';
import { abandon } from './upstream.js';

const watchlist = ({ watched }: User): string | undefined => {
  const events = [true, false]
    .map((online) => ({
      name: online ? 'online' : 'offline',
      user_ids: [...watched].filter(([, is]) => is === online).map(([id]) => id),
    }))
    .filter(({ user_ids }) => user_ids.length > 0);
  return events.length === 0
    ? undefined
    : JSON.stringify({ event: WATCHLIST_EVENTS, data: JSON.stringify({ events }) });
};

/** What a tab hears that signs in where others have. */
const greetUser = (world: World, tab: Tab, user: User): void => {
  if (user.success === undefined) return;
  post(world, tab, user.success);
  const told = watchlist(user);
  if (told !== undefined) post(world, tab, told);
};

const refuseUser = (world: World, tab: Tab, why: string): void => {
  refuse(world, tab, 4009, why);
  closeTab(world, tab, 4009, why);
};

/** A tab signs in: the first one for all, and each hears that it is. A connection has one user for life. */
export const signIn = (world: World, tab: Tab, { data }: WireFrame, text: string): void => {
  const { auth, user_data } = Object(data) as { auth?: unknown; user_data?: unknown };
  const decoded = decodeData(UserData, user_data);
  if (isLeft(decoded) || typeof auth !== 'string') return refuseUser(world, tab, 'user_data or auth is missing');
  if (!isOurKey(world, auth)) return refuseUser(world, tab, 'the signature is of another app');
  const { id } = decoded.right;
  const user = world.user?.refused === true ? undefined : world.user;
  if (user !== undefined && user.id !== id) {
    // Nobody of the former user is left, and the protocol has no sign-out: all begin anew.
    if (user.tabs.size === 0) return abandon(world, 4200, 'another user signs in');
    return refuseUser(world, tab, 'another user shares this connection: give each a scope of its own');
  }
  const own = user ?? { id, tabs: new Set(), success: undefined, refused: false, watched: new Map<string, boolean>() };
  own.tabs.add(tab);
  if (user !== undefined) return greetUser(world, tab, user);
  world.user = own;
  write(world, text);
};

/** The server has signed the user in. */
export const signedIn = (world: World, text: string): void => {
  const { user } = world;
  if (user === undefined) return;
  user.success = text;
  for (const tab of user.tabs) post(world, tab, text);
};

/** The server refuses the user: all who wait for it hear that. */
export const signInRefused = (world: World, text: string): void => {
  const { user } = world;
  if (user === undefined) return;
  for (const tab of user.tabs) post(world, tab, text);
  user.refused = true;
};

/** Others came online or went. */
export const watchlistChanged = (world: World, { data }: WireFrame, text: string): void => {
  const { user } = world;
  const decoded = decodeData(WatchlistEvents, data);
  if (user === undefined) return;
  for (const event of isLeft(decoded) ? [] : decoded.right.events) {
    const its = WatchlistEvent.decode(event);
    if (isLeft(its) || !/^(on|off)line$/.test(its.right.name)) continue;
    for (const id of its.right.user_ids) user.watched.set(id, its.right.name === 'online');
  }
  for (const tab of user.tabs) post(world, tab, text);
};
