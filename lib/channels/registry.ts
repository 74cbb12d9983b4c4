import { asyncScheduler, noop, timer } from 'rxjs';
import type { Observable, Subscription } from 'rxjs';
import { tap } from 'rxjs';
import { asPusherError } from '../connection/policy.js';
import type { Session } from '../connection/session.js';
import type { Link } from '../connection/state.js';
import type { PusherError } from '../errors.js';
import { SubscriptionTimeout } from '../errors.js';
import { UNSUBSCRIBE } from '../protocol/event.js';
import type { ChannelAuthorization } from '../protocol/payload.js';
import { attempt } from './attempt.js';
import type { Entry, Want } from './entry.js';
import { UNSUBSCRIBED } from './entry.js';
import type { SubscriptionState } from './types.js';

/** What the registry is given. Times in ms. */
export interface RegistryOptions {
  readonly linger: number;
  readonly subscriptionTimeout: number;
  readonly hold: () => Subscription;
  readonly ask: () => void;
  readonly authorize: (entry: Entry, session: Session) => Observable<ChannelAuthorization> | undefined;
  readonly create: (name: string) => Entry;
  readonly changed: (entry: Entry, wanted: boolean) => void;
  readonly report: (error: PusherError) => void;
}

/** The wanted channels, and their subscriptions on the session of the moment. */
export interface Registry {
  readonly entries: ReadonlyMap<string, Entry>;
  /** The entry of a name, made if it is not wanted yet. Looked up at each subscription, never kept. */
  entry(name: string): Entry;
  want(entry: Entry, want: Want): void;
  release(entry: Entry, want: Want): void;
  /** The connection has gone on: channels follow it. */
  follow(link: Link): void;
  subscribed(entry: Entry): void;
  /** The subscription is over, by the server's word or for want of it. */
  fail(entry: Entry, cause: PusherError): void;
}

export const createRegistry = (entries: Map<string, Entry>, options: RegistryOptions): Registry => {
  let session: Session | undefined;
  let hold: Subscription | undefined;

  const isWanted = (entry: Entry) => entries.get(entry.name) === entry;

  const become = (entry: Entry, state: SubscriptionState) => {
    entry.state = state;
    options.changed(entry, isWanted(entry));
  };

  const letGo = () => {
    if (entries.size > 0) return;
    hold?.unsubscribe();
    hold = undefined;
  };

  /** Ends whatever there is of a subscription. Its frame is dropped where the session is gone already. */
  const stop = (entry: Entry, tellServer: boolean) => {
    entry.attempt?.unsubscribe();
    entry.attempt = undefined;
    const asked = entry.state.status === 'subscribing' || entry.state.status === 'subscribed';
    if (tellServer && asked) session?.send({ event: UNSUBSCRIBE, data: { channel: entry.name } });
    for (const feature of entry.features) feature.lost?.();
  };

  const failAll = (failing: readonly Entry[], cause: PusherError, unheard: (cause: PusherError) => void) => {
    const wants = failing.map((entry) => {
      entry.linger?.unsubscribe();
      entry.linger = undefined;
      // The server has refused, or the session is gone; only after its silence is there anything to take back.
      stop(entry, cause instanceof SubscriptionTimeout);
      const told = entry.wants.capture();
      for (const want of told) if (want.stays !== true) entry.wants.remove(want);
      if (entry.wants.size === 0) entries.delete(entry.name);
      return told;
    });
    for (const entry of failing) become(entry, { status: 'failed', cause });
    for (const told of wants) {
      if (told.every(({ stays }) => stays)) unheard(cause);
      for (const want of told) want.error(cause);
    }
    letGo();
  };

  const start = (entry: Entry) => {
    if (session === undefined || (entry.state.status !== 'unsubscribed' && entry.state.status !== 'failed')) return;
    const authorize = options.authorize(entry, session)?.pipe(
      tap((authorization) => {
        for (const feature of entry.features) feature.authorized?.(authorization);
      }),
    );
    entry.attempt = attempt({ session, name: entry.name, authorize, timeout: options.subscriptionTimeout }).subscribe({
      next: (state) => become(entry, state),
      error: (error: unknown) => failAll([entry], asPusherError(error), options.report),
    });
  };

  const lose = (cause: PusherError | undefined) => {
    session = undefined;
    for (const entry of [...entries.values()]) {
      const { status } = entry.state;
      stop(entry, false);
      if (status === 'subscribed') entry.lost ??= { from: asyncScheduler.now(), cause };
      if (status !== 'unsubscribed') become(entry, UNSUBSCRIBED);
    }
  };

  const leave = (entry: Entry) => {
    stop(entry, true);
    entries.delete(entry.name);
    become(entry, UNSUBSCRIBED);
    letGo();
  };

  return {
    entries,

    entry: (name) => entries.get(name) ?? options.create(name),

    want: (entry, want) => {
      entry.wants.add(want);
      entry.linger?.unsubscribe();
      entry.linger = undefined;
      if (!isWanted(entry)) {
        entries.set(entry.name, entry);
        options.changed(entry, true);
        if (hold === undefined) hold = options.hold();
        else options.ask();
      }
      // Holding connects, and that may fail on the spot.
      if (isWanted(entry)) start(entry);
      else letGo();
    },

    release: (entry, want) => {
      entry.wants.remove(want);
      if (entry.wants.size > 0 || !isWanted(entry) || entry.linger !== undefined) return;
      entry.linger = timer(options.linger).subscribe(() => leave(entry));
    },

    follow: ({ state, session: next }) => {
      if (session !== undefined && session !== next) {
        lose(state.status === 'waiting' || state.status === 'failed' ? state.cause : undefined);
      }
      // Whoever watches state$ has heard of it already.
      if (state.status === 'failed') failAll([...entries.values()], state.cause, noop);
      if (next === undefined || next === session) return;
      session = next;
      for (const entry of [...entries.values()]) if (isWanted(entry)) start(entry);
    },

    subscribed: (entry) => {
      entry.attempt?.unsubscribe();
      entry.attempt = undefined;
      become(entry, { status: 'subscribed' });
    },

    fail: (entry, cause) => failAll([entry], cause, options.report),
  };
};
