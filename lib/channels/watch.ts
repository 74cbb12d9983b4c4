import { defer, distinctUntilChanged, merge, Observable, of, scan, Subject } from 'rxjs';
import { Latest } from '../rx/latest.js';
import { VersionedMap } from '../rx/versioned-map.js';
import type { Entry } from './entry.js';
import { UNSUBSCRIBED } from './entry.js';
import type { SubscriptionState } from './types.js';

/** Who watches the states of channels, without wanting any of them. */
export interface Watch {
  /** A channel has another state, or is wanted now, or is wanted no more. */
  changed(name: string, state: SubscriptionState): void;
  state$(name: string): Observable<SubscriptionState>;
  readonly channels$: Observable<ReadonlyMap<string, SubscriptionState>>;
}

export const createWatch = (entries: ReadonlyMap<string, Entry>): Watch => {
  const watched = new Map<string, Latest<SubscriptionState>>();
  const changes = new Subject<string>();
  return {
    changed: (name, state) => {
      watched.get(name)?.next(state);
      if (changes.observed) changes.next(name);
    },

    state$: (name) =>
      new Observable<SubscriptionState>((subscriber) => {
        const states = watched.get(name) ?? new Latest(entries.get(name)?.state ?? UNSUBSCRIBED);
        watched.set(name, states);
        const watching = states.subscribe(subscriber);
        return () => {
          watching.unsubscribe();
          if (!states.observed) watched.delete(name);
        };
      }).pipe(distinctUntilChanged()),

    // Each watcher folds the changes for itself, so that nothing is kept while nobody watches; and each asks for the state
    // there is, so that a change made by another watcher does not arrive before the one it follows.
    channels$: defer(() => {
      const present = VersionedMap.of([...entries.values()].map(({ name, state }) => [name, state] as const));
      return merge(changes, of(undefined)).pipe(
        scan((states: VersionedMap<string, SubscriptionState>, name) => {
          if (name === undefined) return states;
          const state = entries.get(name)?.state;
          if (state === undefined) return states.delete(name);
          return states.get(name) === state ? states : states.set(name, state);
        }, present),
        distinctUntilChanged(),
      );
    }),
  };
};
