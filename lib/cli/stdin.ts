import { fstatSync } from 'node:fs';
import { concat, concatMap, defer, EMPTY, Observable } from 'rxjs';
import type { InputLine } from './lines.js';
import { createLines } from './lines.js';

const failed = (cause: Error): Error => new Error(`cannot read standard input: ${cause.message}`, { cause });

/** The lines of the standard input, as many at a time as have come; paused after each until it is resumed. */
const pieces$ = new Observable<readonly InputLine[]>((subscriber) => {
  // Node takes a directory for an empty input.
  if (fstatSync(0).isDirectory()) throw failed(new Error('it is a directory'));
  const { push, end } = createLines();
  const read = (piece: Uint8Array): void => {
    process.stdin.pause();
    subscriber.next(push(piece));
  };
  const ended = (): void => {
    subscriber.next(end());
    subscriber.complete();
  };
  const broken = (error: Error): void => subscriber.error(failed(error));
  process.stdin.on('data', read).on('end', ended).on('error', broken);
  return () => {
    process.stdin.off('data', read).off('end', ended).destroy();
  };
});

/** What becomes of the lines of the standard input. Reads on only when it is done with what it has read. */
export const eachOfStdin = <T>(project: (lines: readonly InputLine[]) => Observable<T>): Observable<T> =>
  pieces$.pipe(
    concatMap((lines) =>
      concat(
        project(lines),
        defer(() => {
          process.stdin.resume();
          return EMPTY;
        }),
      ),
    ),
  );
