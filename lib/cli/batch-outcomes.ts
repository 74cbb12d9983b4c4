import type { Observable } from 'rxjs';
import { concat, concatMap, from, mergeMap, of } from 'rxjs';
import type { BatchEvent, PusherServer } from '../server/index.js';
import { ApiAnswerError, ApiError, ApiTimeout, ApiUnreachable } from '../server/index.js';
import { batchLine } from './batch-line.js';
import { reasonOf } from './failure.js';
import type { InputLine } from './lines.js';

/** What became of one line. */
export interface Outcome {
  readonly line: number;
  /** Why it was not sent. */
  readonly reason?: string;
}

interface Sendable {
  readonly line: number;
  readonly event: BatchEvent;
}

const REQUEST = 10;

/** Whether a request failed for what was in it; what failed for anything else would fail with other events too. */
const isOfTheEvents = (error: unknown): boolean =>
  error instanceof ApiError
    ? error.status === 400 || error.status === 413
    : ![ApiUnreachable, ApiTimeout, ApiAnswerError].some((kind) => error instanceof kind);

/** Sends events in one request. Of a request that is refused for one of them, each is sent once more by itself. */
const send = (
  server: Pick<PusherServer, 'publish'>,
  inWords: (error: unknown) => unknown,
  events: readonly Sendable[],
): Observable<Outcome> =>
  from(events).pipe(
    server.publish(({ event }) => event),
    mergeMap((published): Observable<Outcome> => {
      const { values } = published;
      if (published.status === 'published') return from(values.map(({ line }) => ({ line })));
      const [{ line } = { line: 0 }, ...others] = values;
      if (!isOfTheEvents(published.error))
        throw new Error(`stopped at line ${line}: ${reasonOf(published.error)}`, { cause: published.error });
      if (others.length > 0) return from(values).pipe(concatMap((value) => send(server, inWords, [value])));
      return of({ line, reason: reasonOf(inWords(published.error)) });
    }),
  );

/** Publishes lines, ten in a request and one request at a time, so that whatever ends early is known to have come so far. */
export const outcomes =
  (server: Pick<PusherServer, 'publish'>, inWords: (error: unknown) => unknown) =>
  (lines: readonly InputLine[]): Observable<Outcome> => {
    const bad: Outcome[] = [];
    const good: Sendable[] = [];
    for (const { line, text } of lines) {
      if (text._tag === 'Right' && text.right.trim() === '') continue;
      const event = text._tag === 'Left' ? text : batchLine(text.right);
      if (event._tag === 'Left') bad.push({ line, reason: event.left });
      else good.push({ line, event: event.right });
    }
    const requests = Array.from({ length: Math.ceil(good.length / REQUEST) }, (_, i) =>
      good.slice(i * REQUEST, (i + 1) * REQUEST),
    );
    return concat(from(bad), from(requests).pipe(concatMap((events) => send(server, inWords, events))));
  };
