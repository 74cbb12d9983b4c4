import { filter, map, take, takeWhile } from 'rxjs';
import type { Observable } from 'rxjs';
import { reasonOf } from './describe.js';
import type { ConnectionState, Link } from './state.js';

/** So many attempts have failed before anything is said: a server that starts a little later is no news. */
const ATTEMPTS = 3;

const wordsFor = (state: ConnectionState): string | undefined => {
  if (state.status === 'failed') return `${reasonOf(state.cause)}. It is not tried again by itself.`;
  if (state.status !== 'waiting' || state.attempt <= ATTEMPTS) return undefined;
  return `${reasonOf(state.cause)}, ${state.attempt - 1} times. It is tried again.`;
};

/**
 * What to say to a developer who hears nothing: once, when there is no connection to `address` and there has never been
 * one. Completes then, or with the first connection; silent if `heard` says that there is somebody who is told of it.
 */
export const notice = (links$: Observable<Link>, address: string, heard: () => boolean): Observable<string> =>
  links$.pipe(
    takeWhile(({ session }) => session === undefined),
    map(({ state }) => wordsFor(state)),
    filter((words) => words !== undefined),
    take(1),
    filter(() => !heard()),
    map((words) => `no connection to ${address}: ${words} Watch state$, or set the option logger, to hear of it.`),
  );
