import type { MonoTypeOperatorFunction } from 'rxjs';
import { defer, EMPTY, filter, ignoreElements, map, merge, mergeMap, of, take } from 'rxjs';
import type { Observable } from 'rxjs';
import { CallbackError } from '../errors.js';
import type { KnownClaims } from './known-claims.js';
import type { Link } from './link.js';
import type { Control } from './socket.js';

let count = 0;

type Claimed = Extract<Control, { readonly type: 'claimed' }>;

/** Whether this tab is the one to do the work; says nothing where the connection ends before that is known. */
const claim = (link: Link, key: string, known: KnownClaims): Observable<boolean> =>
  defer(() => {
    const id = (count += 1);
    const answer$ = link.controls$.pipe(
      filter((control): control is Claimed => control.type === 'claimed' && control.id === id),
      take(1),
      map(({ granted }) => {
        known.add(key);
        return granted;
      }),
    );
    const asking$ = defer(() => {
      link.post({ type: 'claim', key, id });
      return EMPTY;
    });
    return merge(answer$, asking$.pipe(ignoreElements()));
  });

/**
 * Lets through what no other tab has taken: for each value the first tab that claims its key. `way` says how this tab is
 * connected at the moment: by a link, by a connection of its own, or not at all.
 */
export const once =
  <T>(
    key: (value: T) => string,
    way: () => Link | 'own' | undefined,
    known: KnownClaims,
  ): MonoTypeOperatorFunction<T> =>
  (source) =>
    source.pipe(
      mergeMap((value) => {
        const link = way();
        if (link === undefined) return EMPTY;
        let name: string;
        try {
          name = key(value);
        } catch (cause) {
          throw new CallbackError('once', cause);
        }
        if (link === 'own') return of(value);
        if (known.has(name)) return EMPTY;
        return claim(link, name, known).pipe(
          filter(Boolean),
          map(() => value),
        );
      }),
    );
