import type { Observable } from 'rxjs';
import { concatMap, EMPTY, exhaustMap, ignoreElements, of, repeat, Subject, timer } from 'rxjs';
import { sending } from './framing.js';

/** What is on its way to the server: one request at a time, so that nothing overtakes, and each takes all that waits. */
export interface Outbox {
  /** Sends a text, or only a sign of life. */
  readonly push: (text?: string) => void;
  /** Nothing comes any more: `sent$` completes with what is underway. */
  readonly end: () => void;
  /** Does the sending. Errors when a request fails: nobody knows then what has arrived, so nothing is sent twice. */
  readonly sent$: Observable<never>;
}

/** The most characters of a request, but for a single text: bodies are limited. */
const MOST = 65_536;

export const createOutbox = (post: (body: string) => Observable<unknown>): Outbox => {
  const waiting: string[] = [];
  const wakes = new Subject<void>();

  const batch = (): readonly string[] => {
    let size = 0;
    let count = 0;
    for (const { length } of waiting) {
      size += length;
      if (count > 0 && size > MOST) break;
      count += 1;
    }
    return waiting.splice(0, count);
  };
  // In the next turn: what is written in this one goes together.
  const flush$ = timer(0).pipe(
    concatMap(() => post(sending(batch()))),
    repeat({ delay: () => (waiting.length > 0 ? of(0) : EMPTY) }),
  );

  return {
    push: (text) => {
      if (text !== undefined) waiting.push(text);
      wakes.next();
    },
    end: () => wakes.complete(),
    sent$: wakes.pipe(
      exhaustMap(() => flush$),
      ignoreElements(),
    ),
  };
};
