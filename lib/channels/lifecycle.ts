import type { Subscriber } from 'rxjs';
import type { Observable } from 'rxjs';
import { defer, distinctUntilChanged, filter, map, merge, of, scan } from 'rxjs';
import { Listeners } from '../rx/listeners.js';
import type { Mailbox } from '../rx/mailbox.js';
import { arriving, since } from '../rx/mailbox.js';
import { VersionedMap } from '../rx/versioned-map.js';
import type { ChannelSubscription } from './subscription/state.js';
import { AUTHORIZING, SUBSCRIBED, SUBSCRIBING, UNSUBSCRIBED } from './subscription/state.js';
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
  tell(channel: string, event: ChannelLifecycle): void;
}

/** Who watches one channel. */
class Watchers extends Listeners<Subscriber<ChannelLifecycle>> {
  /** The failure of a subscription that is gone, for as long as somebody watches. */
  failure: SubscriptionState | undefined;
}

const STATES: Partial<Record<ChannelLifecycle['type'], SubscriptionState>> = {
  wanted: UNSUBSCRIBED,
  authorizing: AUTHORIZING,
  subscribing: SUBSCRIBING,
  subscribed: SUBSCRIBED,
  unsubscribed: UNSUBSCRIBED,
  left: UNSUBSCRIBED,
};

const stateAfter = (event: ChannelLifecycle): SubscriptionState | undefined =>
  event.type === 'failed' ? { status: 'failed', cause: event.cause } : STATES[event.type];

const cause = (state: SubscriptionState) => (state.status === 'failed' ? state.cause : undefined);

export const createLifecycles = (
  subscriptions: ReadonlyMap<string, ChannelSubscription>,
  mailbox: Mailbox,
): Lifecycles => {
  const watched = new Map<string, Watchers>();
  const everywhere = new Listeners<Subscriber<Told>>();

  const watchersOf = (channel: string): Watchers => {
    const known = watched.get(channel) ?? new Watchers();
    watched.set(channel, known);
    return known;
  };

  const lifecycle$ = (channel: string) =>
    arriving<ChannelLifecycle>(
      mailbox,
      (subscriber) => watchersOf(channel).add(subscriber),
      (subscriber) => {
        const watchers = watched.get(channel);
        watchers?.remove(subscriber);
        if (watchers?.size === 0) watched.delete(channel);
      },
    );

  const all$ = arriving<Told>(
    mailbox,
    (subscriber) => everywhere.add(subscriber),
    (subscriber) => everywhere.remove(subscriber),
  );

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
      ).pipe(distinctUntilChanged((one, other) => one.status === other.status && cause(one) === cause(other))),

    // Each watcher folds the changes for itself, so that nothing is kept while nobody watches.
    channels$: defer(() => {
      const present = VersionedMap.of([...subscriptions.values()].map(({ name, state }) => [name, state] as const));
      return merge(all$, of(undefined)).pipe(
        scan((channels: VersionedMap<string, SubscriptionState>, told) => {
          if (told === undefined) return channels;
          const state = subscriptions.get(told.channel)?.state;
          if (state === undefined) return channels.delete(told.channel);
          return channels.get(told.channel) === state ? channels : channels.set(told.channel, state);
        }, present),
        distinctUntilChanged(),
      );
    }),

    isWatched: (channel) => everywhere.size > 0 || watched.has(channel),

    tell: (channel, event) => {
      const watchers = watched.get(channel);
      const state = stateAfter(event);
      if (watchers !== undefined && state !== undefined) {
        watchers.failure = state.status === 'failed' ? state : undefined;
      }
      watchers?.next(event);
      everywhere.next({ channel, event });
    },
  };
};
