import { ERROR } from '../../protocol/event.js';
import { left } from './channels.js';
import { readClaimed, unclaim } from './claims.js';
import type { PortId } from './output.js';
import { unask } from './signatures.js';
import type { Tab, World } from './state.js';
import { post } from './state.js';
import { doubted, greetTab, releaseUpstream, wantUpstream } from './upstream.js';

// Times in ms.
/** How often a tab is asked whether it is alive, and how long it may take to answer. */
const PING_EVERY = 10_000;
const ANSWER_WITHIN = 15_000;
/** So many messages are no tab's backlog: a tab that has not answered by then is asked, and by then dropped. */
const ASKED_AFTER = 1_000;
const DROPPED_AFTER = 50_000;

/** An error that the protocol has a frame for. */
export const refuse = (world: World, tab: Tab, code: number | null, message: string): void =>
  post(world, tab, JSON.stringify({ event: ERROR, data: { code, message } }));

/** Ends a tab's socket. */
export const closeTab = (world: World, tab: Tab, code: number, reason: string): void => {
  if (!world.tabs.has(tab.port)) return;
  post(world, tab, { type: 'closed', code, reason });
  world.host.emit({ type: 'drop', port: tab.port });
  tabGone(world, tab);
};

const ask = (world: World, tab: Tab): void => {
  tab.asked = true;
  post(world, tab, { type: 'ping' });
  tab.cancel();
  tab.cancel = world.host.at(world.host.now() + ANSWER_WITHIN, () =>
    closeTab(world, tab, 4200, 'the tab did not answer'),
  );
};

const watch = (world: World, tab: Tab): void => {
  tab.asked = false;
  tab.unheard = 0;
  tab.cancel();
  tab.cancel = world.host.at(world.host.now() + PING_EVERY, () => ask(world, tab));
};

/** The tab has answered. */
export const tabAlive = (world: World, tab: Tab): void => watch(world, tab);

/** A tab that reads nothing is asked, and then left: what waits for it would only grow. */
export const checkBacklog = (world: World, tab: Tab): void => {
  if (tab.unheard > ASKED_AFTER && !tab.asked) ask(world, tab);
  if (tab.unheard > DROPPED_AFTER) closeTab(world, tab, 4200, 'the tab is too far behind');
};

/** Where an address leads: what two tabs have to have in common. */
export const addressOf = (url: string): string => url.replace(/[?#].*$/s, '');

const lead = (world: World): void => {
  const [first] = world.tabs.values();
  if (first !== undefined) post(world, first, { type: 'leads' });
};

export const tabOpened = (world: World, port: PortId, url: string, claimed: readonly unknown[] | undefined): void => {
  const { tabs, upstream } = world;
  const tab: Tab = {
    port,
    channels: new Set(),
    open: false,
    unheard: 0,
    cancel: () => undefined,
    asked: false,
  };
  if (upstream.status !== 'none' && addressOf(upstream.url) !== addressOf(url)) {
    post(world, tab, { type: 'closed', code: 4009, reason: 'another app or host is shared in this scope' });
    world.host.emit({ type: 'drop', port });
    return;
  }
  readClaimed(world, claimed);
  tabs.set(port, tab);
  watch(world, tab);
  if (tabs.size === 1) lead(world);
  if (upstream.status === 'none') wantUpstream(world, url);
  else greetTab(world, tab);
};

/** Forgets a tab, and what nobody else wants. */
export const tabGone = (world: World, tab: Tab): void => {
  const [first] = world.tabs.values();
  if (!world.tabs.delete(tab.port)) return;
  tab.cancel();
  if (world.tabs.size === 0) return releaseUpstream(world);
  if (doubted(world, tab)) return;
  for (const channel of [...tab.channels]) left(world, tab, channel, false);
  for (const name of world.flights.keys()) unask(world, tab, name);
  world.user?.tabs.delete(tab);
  unclaim(world, tab);
  if (first === tab) lead(world);
};
