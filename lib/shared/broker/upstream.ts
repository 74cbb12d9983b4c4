import { isLeft } from 'fp-ts/Either';
import { activityTimeoutOf } from '../../protocol/activity-timeout.js';
import { ABNORMAL, closeAction } from '../../protocol/close-code.js';
import { decodeData } from '../../protocol/codec.js';
import { CONNECTION_ESTABLISHED, PING, PONG } from '../../protocol/event.js';
import type { WireFrame } from '../../protocol/frame.js';
import { ConnectionEstablished } from '../../protocol/payload.js';
import { backoff } from '../../rx/backoff.js';
import type { Tab, World } from './state.js';
import { later, post, write } from './state.js';

// Times in ms.
/** How long opening the connection and shaking hands may take. */
const CONNECT_TIMEOUT = 15_000;
/** The most silence before the connection is checked; servers ask for less. */
const ACTIVITY_TIMEOUT = 120_000;
/** How long a check may take. */
const PONG_TIMEOUT = 30_000;
/** How lately the connection must have said anything for a tab to be answered without asking it. */
const FRESH = 5_000;
/** How long a tab that gives up on an answer must have waited for that to count as the loss of the connection. */
const LEAST_DOUBT = 1_000;
/** How long a connection must have lasted for attempts to count afresh. */
const MIN_UPTIME = 5_000;
/** The pauses between attempts, each of which tabs have asked for. */
const PAUSES = { minDelay: 1_000, maxDelay: 10_000 };

const PING_FRAME = JSON.stringify({ event: PING, data: {} });
/** What the broker says to tabs in the place of the server. */
const PONG_FRAME = JSON.stringify({ event: PONG, data: '{}' });
const PONG_TO_SERVER = JSON.stringify({ event: PONG, data: {} });

const COME_AGAIN = 4200;
const NO_PONG = 4201;

const stopTimers = ({ timers }: World): void => {
  for (const cancel of timers) cancel();
  timers.clear();
};

const connect = (world: World): void => {
  const { upstream, host } = world;
  upstream.status = 'connecting';
  host.emit({ type: 'connect', url: upstream.url });
  later(world, host.now() + CONNECT_TIMEOUT, () => {
    if (upstream.status !== 'established') abandon(world, ABNORMAL, `no handshake within ${CONNECT_TIMEOUT} ms`);
  });
};

/** The first tab that wants a connection has come: at once, unless attempts have failed lately. */
export const wantUpstream = (world: World, url: string): void => {
  const { upstream, host } = world;
  if (upstream.url !== url) upstream.failures = upstream.notBefore = 0;
  upstream.url = url;
  if (upstream.notBefore <= host.now()) return connect(world);
  upstream.status = 'waiting';
  later(world, upstream.notBefore, () => connect(world));
};

const open = (world: World, tab: Tab): void => {
  if (tab.open) return;
  tab.open = true;
  post(world, tab, { type: 'opened' });
};

/** What a tab that has come is told of the connection there is. */
export const greetTab = (world: World, tab: Tab): void => {
  const { status, welcome } = world.upstream;
  if (status === 'open' || status === 'established') open(world, tab);
  if (status === 'established') post(world, tab, welcome);
};

export const upstreamOpened = (world: World): void => {
  if (world.upstream.status !== 'connecting') return;
  world.upstream.status = 'open';
  for (const tab of world.tabs.values()) open(world, tab);
};

/** A frame before the handshake: the handshake, or something that only tabs can judge. */
export const beforeHandshake = (world: World, frame: WireFrame, text: string): void => {
  const { upstream, host } = world;
  const decoded = decodeData(ConnectionEstablished, frame.data);
  if (frame.event === CONNECTION_ESTABLISHED && !isLeft(decoded)) {
    upstream.status = 'established';
    upstream.welcome = text;
    upstream.establishedAt = host.now();
    upstream.activityTimeout = activityTimeoutOf(decoded.right.activity_timeout, ACTIVITY_TIMEOUT);
    watch(world, upstream.heardAt + upstream.activityTimeout);
  }
  for (const tab of world.tabs.values()) post(world, tab, text);
};

/** Anything at all came over the connection. */
export const upstreamAlive = (world: World): void => {
  world.upstream.heardAt = world.host.now();
  world.upstream.askedAt = undefined;
  for (const tab of world.pinged) post(world, tab, PONG_FRAME);
  world.pinged.clear();
};

/** Asks after every silence of that length. */
const watch = (world: World, due: number): void => {
  const { upstream, host } = world;
  later(world, due, () => {
    const patience = host.now() - upstream.activityTimeout;
    if (upstream.heardAt <= patience) check(world);
    watch(world, (upstream.heardAt <= patience ? host.now() : upstream.heardAt) + upstream.activityTimeout);
  });
};

/** Asks the server whether it is there, once. */
const check = (world: World): void => {
  const { upstream, host } = world;
  if (upstream.askedAt !== undefined) return;
  upstream.askedAt = host.now();
  write(world, PING_FRAME);
  later(world, host.now() + PONG_TIMEOUT, () => {
    if (upstream.askedAt !== undefined && host.now() >= upstream.askedAt + PONG_TIMEOUT)
      abandon(world, NO_PONG, 'Pong reply not received');
  });
};

/** A tab asks whether the server is there. What was heard a moment ago answers it; else all tabs share one question. */
export const tabPinged = (world: World, tab: Tab): void => {
  const { upstream, host } = world;
  if (host.now() - upstream.heardAt <= FRESH) return post(world, tab, PONG_FRAME);
  world.pinged.add(tab);
  check(world);
};

/** A tab that goes while its question is open has found the connection dead: it is so for all. */
export const doubted = (world: World, tab: Tab): boolean => {
  const { askedAt } = world.upstream;
  if (!world.pinged.delete(tab) || askedAt === undefined || world.host.now() - askedAt < LEAST_DOUBT) return false;
  abandon(world, NO_PONG, 'Pong reply not received');
  return true;
};

export const upstreamPinged = (world: World): void => write(world, PONG_TO_SERVER);

/** Ends the connection where the server has not. */
export const abandon = (world: World, code: number, reason: string): void => {
  world.host.emit({ type: 'disconnect' });
  upstreamLost(world, code, reason);
};

/** Nobody wants it any more. */
export const releaseUpstream = (world: World): void => {
  const { upstream, host } = world;
  if (upstream.status !== 'none' && upstream.status !== 'waiting') host.emit({ type: 'disconnect' });
  reset(world);
};

const reset = (world: World): void => {
  stopTimers(world);
  world.upstream.status = 'none';
  world.upstream.askedAt = undefined;
  world.channels.clear();
  world.flights.clear();
  world.pinged.clear();
  world.user = undefined;
  world.held = [];
  world.claims.length = 0;
};

const pauseAfter = (failures: number, random: number): number =>
  failures < 2 ? 0 : backoff(failures - 2, PAUSES, 1) * (0.5 + random / 2);

/** The connection is lost, and so is every tab's: one state, one cause. */
export const upstreamLost = (world: World, code: number, reason: string): void => {
  const { upstream, host, user } = world;
  const lasted = upstream.status === 'established' && host.now() - upstream.establishedAt >= MIN_UPTIME;
  upstream.failures = lasted ? 0 : upstream.failures + 1;
  upstream.notBefore = host.now() + pauseAfter(upstream.failures, host.random());
  // A sign-in that the server refuses ends the connection: for good only for those who asked for it.
  const culprits =
    user !== undefined && user.success === undefined && closeAction(code) === 'fatal' ? user.tabs : undefined;
  for (const tab of world.tabs.values()) {
    tab.cancel();
    const own = culprits === undefined || culprits.has(tab) ? code : COME_AGAIN;
    post(world, tab, { type: 'closed', code: own, reason: own === code ? reason : 'a tab could not sign in' });
    host.emit({ type: 'drop', port: tab.port });
  }
  world.tabs.clear();
  reset(world);
};
