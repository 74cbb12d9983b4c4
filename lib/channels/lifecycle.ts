import type { Subscriber } from 'rxjs';
import { defer, distinctUntilChanged, filter, map, Observable } from 'rxjs';
import { Listeners } from '../rx/listeners.js';
import type { Mailbox } from '../rx/mailbox.js';
import { arriving, since } from '../rx/mailbox.js';
import { VersionedMap } from '../rx/versioned-map.js';
import type { ChannelSubscription } from './subscription/state.js';
import { UNSUBSCRIBED } from './subscription/state.js';
import type { ChannelLifecycle, SubscriptionState } from './types.js';

/** What happens to a channel, with its name. */
export interface Told {
  readonly channel: string;
  readonly event: ChannelLifecycle;
}

/** What happens to channels. Watching wants none of them. */
export interface Lifecycles {
  readonly all$: Observable<Told>;
  lifecycle$(channel: string): Observable<ChannelLifecycle>;
  state$(channel: string): Observable<SubscriptionState>;
  readonly channels$: Observable<ReadonlyMap<string, SubscriptionState>>;
  /** Whether somebody would hear what happens to a channel. */
  isWatched(channel: string): boolean;
  /** To be called at once, before it is told: whoever comes in between sees what it has led to. */
  happened(channel: string, event: ChannelLifecycle): void;
  tell(channel: string, event: ChannelLifecycle): void;
}

/** Who watches one channel. */
class Watchers extends Listeners<Subscriber<ChannelLifecycle>> {
  /** The failure of a subscription that is gone, for as long as somebody watches. */
  failure: SubscriptionState | undefined;
}

/** The state that a step leads to; undefined where it changes none. */
const stateAfter = (event: ChannelLifecycle): SubscriptionState | undefined => {
  switch (event.type) {
    case 'failed':
      return { status: event.type, cause: event.cause };
    case 'authorizing':
    case 'subscribing':
    case 'subscribed':
      return { status: event.type };
    case 'wanted':
    case 'unsubscribed':
    case 'left':
      return UNSUBSCRIBED;
    default:
      return undefined;
  }
};

/** Each watcher folds the changes for itself, so that nothing is kept while nobody watches. */
const channels$ = (
  subscriptions: ReadonlyMap<string, ChannelSubscription>,
  mailbox: Mailbox,
  all$: Observable<Told>,
): Observable<ReadonlyMap<string, SubscriptionState>> =>
  defer(() => {
    let channels = VersionedMap.of<string, SubscriptionState>([]);
    const follow = (channel: string) => {
      const { demand, state } = subscriptions.get(channel) ?? {};
      // One that waits for its first step is not wanted yet.
      if (state === undefined || demand === 'absent') channels = channels.delete(channel);
      else if (channels.get(channel) !== state) channels = channels.set(channel, state);
      return channels;
    };
    const present = () => [...subscriptions.keys()].reduce((_, channel) => follow(channel), channels);
    return since(mailbox, present, all$.pipe(map(({ channel }) => follow(channel)))).pipe(distinctUntilChanged());
  });

export const createLifecycles = (
  subscriptions: ReadonlyMap<string, ChannelSubscription>,
  mailbox: Mailbox,
): Lifecycles => {
  const watched = new Map<string, Watchers>();
  const everywhere = new Listeners<Subscriber<Told>>();

  const lifecycle$ = (channel: string) =>
    arriving<ChannelLifecycle>(
      mailbox,
      (subscriber) => {
        const watchers = watched.get(channel) ?? new Watchers();
        watched.set(channel, watchers);
        watchers.add(subscriber);
      },
      (subscriber) => {
        const watchers = watched.get(channel);
        watchers?.remove(subscriber);
        if (watchers?.size === 0) watched.delete(channel);
      },
    );

  // Heard from the very moment on: whoever holds client events for a channel must not miss that it is subscribed just now.
  const all$ = new Observable<Told>((subscriber) => {
    everywhere.add(subscriber);
    return () => everywhere.remove(subscriber);
  });

  return {
    all$,
    lifecycle$,

    state$: (channel) =>
      since(
        mailbox,
        () => subscriptions.get(channel)?.state ?? watched.get(channel)?.failure ?? UNSUBSCRIBED,
        lifecycle$(channel).pipe(
          map(stateAfter),
          filter((state) => state !== undefined),
        ),
      ).pipe(distinctUntilChanged((one, other) => one.status === other.status && one.status !== 'failed')),

    channels$: channels$(subscriptions, mailbox, all$),

    isWatched: (channel) => everywhere.size > 0 || watched.has(channel),

    happened: (channel, event) => {
      const watchers = watched.get(channel);
      const state = stateAfter(event);
      if (watchers !== undefined && state !== undefined) {
        watchers.failure = state.status === 'failed' ? state : undefined;
      }
    },

    tell: (channel, event) => {
      watched.get(channel)?.next(event);
      everywhere.next({ channel, event });
    },
  };
};
