import type { Observable } from 'rxjs';
import { catchError, concat, defer, mergeMap, takeUntil, tap, throwError } from 'rxjs';
import type { ApiFlags } from './api.js';
import { addApiFlags, apiOf } from './api.js';
import type { Outcome } from './batch-outcomes.js';
import { outcomes } from './batch-outcomes.js';
import type { AddCommand } from './command.js';
import { variables } from './environment.js';
import { interrupted$ } from './interrupt.js';
import type { Line } from './line.js';
import { json, note, progress, red, result } from './line.js';
import { inWordsOf } from './origin.js';
import { eachOfStdin } from './stdin.js';

const refused = (line: number, reason: string, asJson: boolean): Line =>
  asJson ? json({ line, error: reason }) : note(red(`line ${line}: ${reason}`));

const batching = (flags: ApiFlags): Observable<Line> =>
  defer(() => {
    const asJson = flags.json ?? false;
    const publish = outcomes(apiOf(flags), inWordsOf(flags, variables));
    const count = { sent: 0, failed: 0 };
    let interrupted = false;
    const summary$ = defer(() => [asJson ? json(count) : result(`${count.sent} sent, ${count.failed} failed`)]);
    const counted$ = eachOfStdin(publish).pipe(
      mergeMap(({ line, reason }: Outcome) => {
        count[reason === undefined ? 'sent' : 'failed'] += 1;
        const bad = reason === undefined ? [] : [refused(line, reason, asJson)];
        return [...bad, progress(`${count.sent} sent, ${count.failed} failed`)];
      }),
      catchError((error: unknown) =>
        concat(
          summary$,
          throwError(() => error),
        ),
      ),
      takeUntil(interrupted$.pipe(tap(() => (interrupted = true)))),
    );
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

A line that cannot be sent is reported with its number, the others are sent, and the exit code is 1. Data arrives as it
stands in the line.

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
