import type { Observable } from 'rxjs';
import { concat, connect, defer, filter, map, merge, mergeMap, takeUntil, tap } from 'rxjs';
import { ApiError, ArgumentError, LimitError } from '../server/index.js';
import { ChannelNameError, EventNameError } from '../errors.js';
import type { ApiFlags } from './api.js';
import { addApiFlags, apiOf } from './api.js';
import { batchLine } from './batch-line.js';
import type { AddCommand } from './command.js';
import { reasonOf } from './failure.js';
import { interrupted$ } from './interrupt.js';
import type { Line } from './line.js';
import { json, note, progress, red, result } from './line.js';
import { stdin$ } from './stdin.js';

/** What became of some lines. */
interface Outcome {
  readonly lines: readonly number[];
  readonly reason?: string;
}

/** Whether it is only these events that cannot be sent; anything else would be so for all others too. */
const isOfTheEvents = (error: unknown): boolean =>
  [ArgumentError, ChannelNameError, EventNameError, LimitError].some((kind) => error instanceof kind) ||
  (error instanceof ApiError && (error.status === 400 || error.status === 413));

const outcomes = (flags: ApiFlags, lines$: Observable<string>): Observable<Outcome> =>
  lines$.pipe(
    map((text, index) => ({ line: index + 1, text, event: batchLine(text) })),
    filter(({ text }) => text.trim() !== ''),
    connect((parsed$) =>
      merge(
        parsed$.pipe(
          mergeMap(({ line, event }) => (event._tag === 'Left' ? [{ lines: [line], reason: event.left }] : [])),
        ),
        parsed$.pipe(
          mergeMap(({ line, event }) => (event._tag === 'Right' ? [{ line, event: event.right }] : [])),
          apiOf(flags).publish(({ event }) => event),
          map((published): Outcome => {
            const lines = published.values.map(({ line }) => line);
            if (published.status === 'published') return { lines };
            if (isOfTheEvents(published.error)) return { lines, reason: reasonOf(published.error) };
            throw published.error;
          }),
        ),
      ),
    ),
  );

const linesOf = ([first = 0, ...others]: readonly number[]): string =>
  others.length === 0 ? `line ${first}` : `lines ${[first, ...others].join(', ')}`;

const refused = ({ lines, reason = '' }: Outcome, asJson: boolean): readonly Line[] =>
  asJson ? lines.map((line) => json({ line, error: reason })) : [note(red(`${linesOf(lines)}: ${reason}`))];

const batching = (flags: ApiFlags): Observable<Line> =>
  defer(() => {
    const asJson = flags.json ?? false;
    const count = { sent: 0, failed: 0 };
    let interrupted = false;
    const counted$ = outcomes(flags, stdin$).pipe(
      mergeMap((outcome) => {
        count[outcome.reason === undefined ? 'sent' : 'failed'] += outcome.lines.length;
        const bad = outcome.reason === undefined ? [] : refused(outcome, asJson);
        return [...bad, progress(`${count.sent} sent, ${count.failed} failed`)];
      }),
      takeUntil(interrupted$.pipe(tap(() => (interrupted = true)))),
    );
    const summary$ = defer(() => [asJson ? json(count) : result(`${count.sent} sent, ${count.failed} failed`)]);
    const verdict$ = defer(() => {
      if (interrupted) throw new Error('interrupted');
      const { sent, failed } = count;
      if (failed > 0) throw new Error(`${failed} of ${sent + failed} events ${failed === 1 ? 'was' : 'were'} not sent`);
      return [];
    });
    return concat(counted$, summary$, verdict$);
  });

const EXAMPLES = `
Each line is an object with channel, event (or name) and data, and maybe socket_id and info:
  {"channel":"prices","event":"tick","data":{"price":1.08}}

A line that cannot be sent is reported with its number, the others are sent, and the exit code is 1.

Examples:
  $ rx-pusher batch < events.jsonl
  $ tail -f events.jsonl | rx-pusher batch --cluster eu
`;

export const batch: AddCommand = (program, run) => {
  const command = program
    .command('batch')
    .summary('publish the events of JSON Lines on standard input')
    .description('Publishes events from JSON Lines on standard input, ten in a request.')
    .option('--master-key <base64>', 'seals the events of encrypted channels')
    .addHelpText('after', EXAMPLES);
  addApiFlags(command).action((flags: ApiFlags) => run(batching(flags)));
};
