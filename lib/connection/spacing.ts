import { defer, EMPTY, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import type { PusherError } from '../errors.js';
import { now } from '../rx/clock.js';
import { waiting } from './snapshot.js';
import type { ConnectionSnapshot } from './state.js';

/** Keeps attempts apart, whoever asks for them, and however often. */
export interface Spacing {
  failed(cause: PusherError): void;
  succeeded(): void;
  /** What is left of `minDelay` (ms) since the last attempt failed, as a `waiting` state. Empty if it succeeded. */
  readonly rest$: Observable<ConnectionSnapshot>;
}

export const createSpacing = (minDelay: number): Spacing => {
  let failure: { readonly at: number; readonly cause: PusherError } | undefined;
  return {
    failed: (cause) => {
      failure = { at: now(), cause };
    },
    succeeded: () => {
      failure = undefined;
    },
    rest$: defer(() => {
      if (failure === undefined) return EMPTY;
      const delay = failure.at + minDelay - now();
      return delay <= 0 ? EMPTY : waiting(1, delay, failure.cause, timer(delay));
    }),
  };
};
