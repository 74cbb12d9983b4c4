import type { Observable } from 'rxjs';
import { concat, connect, defer, delay, EMPTY, filter, finalize, merge, mergeMap, NEVER, of, repeat } from 'rxjs';
import { ReplaySubject, scan, switchMap, take, takeUntil, tap, throwError, timer } from 'rxjs';
import { ahead } from '../rx/ahead.js';
import { now } from '../rx/clock.js';
import { HttpTransportError } from './errors.js';
import { linesOf, NOTHING } from './framing.js';

/** How answers follow one another. Times in ms. */
export interface Limits {
  /** A stream that has said so much (bytes) is followed by another. */
  readonly size: number;
  /** And so is an answer that has lasted so long: the network would cut it. */
  readonly age: () => number;
  /** Told of the age at which the network has cut an answer. */
  readonly cut: (age: number) => void;
  /** How long what the server has said before may take to come, once the next answer has begun. */
  readonly grace: number;
}

/** More than the longest line (bytes) of a server that is well. */
const LONGEST_LINE = 16 * 1_024 * 1_024;

/** Answers in a row that say nothing, and how much longer (ms) each next one has to wait. */
const MOST_EMPTY = 5;
const EMPTY_PAUSE = 100;

const linesIn = (bytes$: Observable<Uint8Array>): Observable<string> =>
  defer(() => {
    let rest = NOTHING;
    const whole$ = defer(() =>
      rest.size === 0 ? EMPTY : throwError(() => new HttpTransportError('an answer ended in the middle of a line')),
    );
    return concat(
      bytes$.pipe(
        mergeMap((chunk) => {
          const [lines, next] = linesOf(rest, chunk);
          rest = next;
          if (rest.size > LONGEST_LINE) throw new HttpTransportError('a line of an answer has no end');
          return lines;
        }),
      ),
      whole$,
    );
  });

/** Tells of an answer that began and was cut: not of one that was refused, or never came. */
const noticed = (answer$: Observable<Uint8Array>, cut: Limits['cut']): Observable<Uint8Array> =>
  defer(() => {
    const asked = now();
    let begun = false;
    return answer$.pipe(
      tap({
        next: () => (begun = true),
        error: () => {
          if (begun) cut(now() - asked);
        },
      }),
    );
  });

/**
 * The lines of one answer after another, without end, each asked for when the one before has ended. One that gets too large
 * or too old is followed while it goes on: the server gives what it has to say to the newest request, so what it gave to
 * the older one comes first, and nothing is lost between the two. Ending the older one is up to the server; where it does
 * not, that one is left a moment after the newer has begun.
 */
export const answers = (ask: () => Observable<Uint8Array>, { size, age, cut, grace }: Limits): Observable<string> =>
  defer(() => {
    let next: Observable<Uint8Array> | undefined;
    let empty = 0;

    const askAhead = (): Observable<unknown> => {
      const begun = new ReplaySubject<true>(1);
      next = ahead(noticed(ask(), cut).pipe(tap(() => begun.next(true))));
      return begun.pipe(take(1), delay(grace));
    };
    const followed = (answer$: Observable<Uint8Array>): Observable<Uint8Array> => {
      const oldest = age();
      // Not before it has begun: the later request could reach the server first.
      const old$ = oldest < Infinity ? answer$.pipe(take(1), delay(oldest)) : NEVER;
      const large$ = answer$.pipe(
        scan((sum, { length }) => sum + length, 0),
        filter((sum) => sum > size),
      );
      return answer$.pipe(takeUntil(merge(large$, old$).pipe(take(1), switchMap(askAhead))));
    };
    const answer$ = defer(() => {
      const current$ = next ?? noticed(ask(), cut);
      next = undefined;
      empty += 1;
      return current$.pipe(
        tap(({ length }) => {
          if (length > 0) empty = 0;
        }),
        connect(followed),
      );
    });

    return linesIn(answer$).pipe(
      repeat({
        delay: () => {
          if (empty > MOST_EMPTY) throw new HttpTransportError('one answer after another says nothing');
          return empty === 0 ? of(0) : timer(empty * EMPTY_PAUSE);
        },
      }),
      // One that was asked for and never read.
      finalize(() => next?.subscribe().unsubscribe()),
    );
  });
