import { Observable } from 'rxjs';
import { map, scan, startWith } from 'rxjs';
import { Subject, defer } from 'rxjs';
import { Latest } from '../rx/latest.js';
import type { Entry } from './entry.js';
import { UNSUBSCRIBED } from './entry.js';
import { Ledger } from './ledger.js';
import type { SubscriptionState } from './types.js';

/** Who watches the states of channels, without wanting any of them. */
export interface Watch {
  /** A wanted channel has another state, or is wanted no more (undefined). */
  changed(name: string, state: SubscriptionState, wanted: boolean): void;
  state$(name: string): Observable<SubscriptionState>;
  readonly channels$: Observable<ReadonlyMap<string, SubscriptionState>>;
}

export const createWatch = (entries: ReadonlyMap<string, Entry>): Watch => {
  const watched = new Map<string, Latest<SubscriptionState>>();
  const changes = new Subject<{ name: string; state: SubscriptionState; wanted: boolean }>();
  return {
    changed: (name, state, wanted) => {
      watched.get(name)?.next(state);
      if (changes.observed) changes.next({ name, state, wanted });
    },

    state$: (name) =>
      new Observable((subscriber) => {
        const states = watched.get(name) ?? new Latest(entries.get(name)?.state ?? UNSUBSCRIBED);
        watched.set(name, states);
        const watching = states.subscribe(subscriber);
        return () => {
          watching.unsubscribe();
          if (!states.observed) watched.delete(name);
        };
      }),

    // Each watcher folds the changes for itself, so that nothing is kept while nobody watches.
    channels$: defer(() => {
      const present = Ledger.of([...entries.values()].map(({ name, state }) => [name, state] as const));
      return changes.pipe(
        scan((ledger, { name, state, wanted }) => (wanted ? ledger.set(name, state) : ledger.delete(name)), present),
        startWith(present),
        map((ledger): ReadonlyMap<string, SubscriptionState> => ledger),
      );
    }),
  };
};
