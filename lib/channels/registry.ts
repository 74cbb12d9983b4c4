import { asyncScheduler, noop, Subscription, timer } from 'rxjs';
import type { Session } from '../connection/session.js';
import type { Link } from '../connection/state.js';
import type { PusherError } from '../errors.js';
import { asPusherError, SubscriptionTimeout } from '../errors.js';
import { UNSUBSCRIBE } from '../protocol/event.js';
import { now } from '../rx/clock.js';
import { createAttempts } from './attempt.js';
import type { Authorize } from './authorize.js';
import type { Entry, Want } from './entry.js';
import { SUBSCRIBED, UNSUBSCRIBED } from './entry.js';
import type { SubscriptionState } from './types.js';

/** What the registry is given. Times in ms. */
export interface RegistryOptions {
  readonly linger: number;
  readonly subscriptionTimeout: number;
  readonly hold: () => Subscription;
  readonly ask: () => void;
  readonly authorize: Authorize;
  readonly create: (name: string) => Entry;
  readonly changed: (entry: Entry) => void;
  readonly report: (error: PusherError) => void;
}

/** The wanted channels, and their subscriptions on the session of the moment. */
export interface Registry {
  readonly entries: ReadonlyMap<string, Entry>;
  /** The session of the moment. */
  session(): Session | undefined;
  /** The entry of a name, made if it is not wanted yet. Looked up at each subscription, never kept. */
  entry(name: string): Entry;
  want(entry: Entry, want: Want): void;
  release(entry: Entry, want: Want): void;
  /** The connection has gone on: channels follow it. */
  follow(link: Link): void;
  /** The server says that a subscription stands; taken back if nobody waits for it. */
  subscribed(name: string): void;
  /** The subscription is over, by the server's word or for want of it. */
  fail(entry: Entry, cause: PusherError): void;
}

/** How long (ms) channels are asked for before others have their turn: 10,000 and their signatures take half a second. */
const SLICE = 16;

export const createRegistry = (entries: Map<string, Entry>, options: RegistryOptions): Registry => {
  /** Left before the server has answered. They stay until it has, so that each answer is that of the one question. */
  const leaving = new Set<Entry>();
  let session: Session | undefined;
  let hold: Subscription | undefined;

  const isWanted = (entry: Entry) => entries.get(entry.name) === entry;

  const letGo = () => {
    if (entries.size > leaving.size) return;
    hold?.unsubscribe();
    hold = undefined;
  };

  const remove = (entry: Entry) => {
    entries.delete(entry.name);
    leaving.delete(entry);
  };

  const takeBack = (name: string): void => {
    session?.send({ event: UNSUBSCRIBE, data: { channel: name } });
  };

  const become = (entry: Entry, state: SubscriptionState) => {
    entry.state = state;
    options.changed(entry);
  };

  /** The state comes before what the kind of the channel has to say of the loss. */
  const end = (entry: Entry, state: SubscriptionState) => {
    become(entry, state);
    for (const feature of entry.features) feature.lost?.();
  };

  // All are taken out before anybody is told: whoever tries again at once starts afresh, and together.
  const failAll = (failing: readonly Entry[], cause: PusherError, unheard: (cause: PusherError) => void) => {
    const wants = failing.map((entry) => {
      attempts.end(entry);
      entry.linger?.unsubscribe();
      entry.linger = entry.lost = undefined;
      // The server has refused, or the session is gone; only after its silence is there anything to take back.
      if (cause instanceof SubscriptionTimeout) takeBack(entry.name);
      const told = entry.wants.capture();
      for (const want of told) if (want.stays !== true) entry.wants.remove(want);
      if (entry.wants.size === 0) remove(entry);
      return told;
    });
    for (const entry of failing) end(entry, { status: 'failed', cause });
    for (const told of wants) {
      if (told.every(({ stays }) => stays)) unheard(cause);
      for (const want of told) want.error(cause);
    }
    letGo();
  };

  const attempts = createAttempts({
    ...options,
    become,
    fail: (entry, error) => failAll([entry], asPusherError(error, 'channelAuthorization'), options.report),
  });

  const start = (entry: Entry) => {
    if (session === undefined || entry.attempt !== undefined || entry.state.status === 'subscribed') return;
    attempts.begin(entry, session);
  };

  /** In the order in which they were wanted, in slices; one without a session, or of an earlier one, has nothing to do. */
  const startAll = (rest: Iterable<Entry>) => {
    const end = now() + SLICE;
    for (const entry of rest) {
      if (isWanted(entry) && entry.wants.size > 0) start(entry);
      if (now() >= end) return void asyncScheduler.schedule(() => startAll(rest));
    }
  };

  const leave = (entry: Entry) => {
    if (entry.state.status === 'subscribing') leaving.add(entry);
    else {
      if (entry.state.status === 'subscribed') takeBack(entry.name);
      remove(entry);
      attempts.end(entry);
      end(entry, UNSUBSCRIBED);
    }
    letGo();
  };

  const lose = (lost: Session, cause: PusherError | undefined) => {
    const from = lost.lastHeard();
    session = undefined;
    for (const entry of [...entries.values()]) {
      if (!isWanted(entry)) continue;
      const { status } = entry.state;
      attempts.end(entry);
      if (leaving.has(entry)) remove(entry);
      if (status === 'subscribed') entry.lost ??= { from, cause };
      if (status !== 'unsubscribed') end(entry, UNSUBSCRIBED);
    }
  };

  return {
    entries,

    session: () => session,

    entry: (name) => entries.get(name) ?? options.create(name),

    want: (entry, want) => {
      entry.wants.add(want);
      entry.linger?.unsubscribe();
      entry.linger = undefined;
      leaving.delete(entry);
      if (!isWanted(entry)) {
        entries.set(entry.name, entry);
        options.changed(entry);
      }
      if (hold === undefined) {
        // Assigned before it connects: what is told on the way may want, or fail, as well.
        const held = (hold = new Subscription());
        held.add(options.hold());
      } else if (session === undefined) options.ask();
      if (isWanted(entry)) start(entry);
    },

    release: (entry, want) => {
      entry.wants.remove(want);
      if (entry.wants.size > 0 || !isWanted(entry) || entry.linger !== undefined) return;
      entry.linger = timer(options.linger).subscribe(() => leave(entry));
    },

    follow: ({ state, session: next }) => {
      if (session !== undefined && session !== next) {
        lose(session, state.status === 'waiting' || state.status === 'failed' ? state.cause : undefined);
      }
      // Whoever watches state$ has heard of it already.
      if (state.status === 'failed') failAll([...entries.values()], state.cause, noop);
      if (next === undefined || next === session) return;
      session = next;
      // An iterator of an array goes on where it was left.
      startAll([...entries.values()].values());
    },

    subscribed: (name) => {
      const entry = entries.get(name);
      if (entry?.state.status !== 'subscribing') return takeBack(name);
      attempts.end(entry);
      entry.state = SUBSCRIBED;
      if (leaving.has(entry)) leave(entry);
      else become(entry, entry.state);
    },

    fail: (entry, cause) => failAll([entry], cause, options.report),
  };
};
