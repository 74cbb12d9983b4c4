import type { Observable } from 'rxjs';
import { connect, defer, map, merge, mergeMap, scan, throttleTime, toArray } from 'rxjs';
import type { ApiFlags } from './api.js';
import { addApiFlags } from './api.js';
import { reportOf, written } from './bench-report.js';
import type { Plan } from './bench-run.js';
import { samples } from './bench-run.js';
import type { AddCommand } from './command.js';
import { variables } from './environment.js';
import { orInterrupted } from './interrupt.js';
import type { Line } from './line.js';
import { progress } from './line.js';
import { integer } from './parsers.js';
import { targetOf } from './target.js';

interface Flags extends ApiFlags, Plan {}

const benching = (flags: Flags): Observable<Line> =>
  defer(() => samples(targetOf(flags, variables()), flags)).pipe(
    connect((samples$) =>
      merge(
        samples$.pipe(
          scan((count, { what }) => (what === 'received' ? count + 1 : count), 0),
          throttleTime(100),
          map((received) => progress(`${received} of ${flags.messages * flags.clients} received`)),
        ),
        samples$.pipe(
          toArray(),
          mergeMap(function* (all) {
            const report = reportOf(flags, all);
            yield* written(report, flags.json ?? false);
            if (report.lost > 0) throw new Error(`${report.lost} events did not arrive`);
          }),
        ),
      ),
    ),
  );

const EXAMPLES = `
Publishes events on a channel of its own and listens there. "publish" is how long the API took to answer, "delivery" how
long an event took from its publish to a client; the clock is this machine's for both ends.

Examples:
  $ rx-pusher bench
  $ rx-pusher bench --messages 5000 --clients 20 --concurrency 50 --preset soketi
  $ rx-pusher bench --json | jq .delivery.p99
`;

export const bench: AddCommand = (program, run) => {
  const command = program
    .command('bench')
    .summary('measure the latency and the throughput of a server')
    .description('Publishes, listens, and prints how long that took: p50, p95, p99.')
    .option('--messages <number>', 'events to publish', integer(1, 1_000_000), 1_000)
    .option('--clients <number>', 'connections that listen', integer(1, 1_000), 1)
    .option('--concurrency <number>', 'publishes under way at a time', integer(1, 1_000), 10)
    .option('--size <bytes>', 'bytes to pad the data of an event with', integer(0, 10_000), 100)
    .addHelpText('after', EXAMPLES);
  addApiFlags(command).action((flags: Flags) => run(benching(flags).pipe(orInterrupted())));
};
