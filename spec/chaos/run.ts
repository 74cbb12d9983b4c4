import { parseArgs } from 'node:util';
import { lastValueFrom, reduce, tap } from 'rxjs';
import { chaos } from './chaos.js';
import { many } from './many.js';
import { TRANSPORTS } from './rules.js';

// npm run chaos -- --seed 7 --for 60                    one run, in this process
// npm run chaos -- --seed 1..20 --for 30 --at-once 2    one for each seed, so many at a time
// npm run chaos -- --transport xhr_streaming            over HTTP; or xhr_polling, or all
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: `${Date.now() % 100_000}` },
    for: { type: 'string', default: '30' },
    'at-once': { type: 'string', default: '2' },
    transport: { type: 'string', default: 'ws' },
  },
});
const [, first = '', last = first] = /^(\d+)(?:\.\.(\d+))?$/.exec(values.seed) ?? [];
const seconds = Number(values.for);
const transport = TRANSPORTS.find((name) => name === values.transport);
const atOnce = Number(values['at-once']);
if (first === '' || Number(last) < Number(first) || !(seconds > 0) || !(atOnce >= 1) || !transport) {
  throw new Error(
    'npm run chaos -- --seed INTEGER[..INTEGER] --for SECONDS --at-once PROCESSES --transport ' + TRANSPORTS.join('|'),
  );
}
const seeds = Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => Number(first) + i);
const command = (seed: number): string => `npm run chaos -- --seed ${seed} --for ${seconds} --transport ${transport}`;

const single = async (seed: number): Promise<void> => {
  process.on('uncaughtException', (error) => {
    console.error(`seed ${seed}: uncaught`, error);
    process.exit(1);
  });
  const { violations, faults, errors, heard, published, recovery } = await chaos({
    seed,
    time: seconds * 1_000,
    transport,
  });
  console.log(
    `seed ${seed}: ${violations.length === 0 ? 'ok' : 'FAILED'}, ${faults.length} faults, ${published} events published,`,
    `${heard} heard, all right again after ${recovery} ms; errors that reached somebody: ${JSON.stringify(errors)}`,
  );
  if (violations.length === 0) return;
  console.error([...faults, ...violations, command(seed)].join('\n'));
  // What was left would keep the process.
  process.exit(1);
};

const all = async (): Promise<void> => {
  const failed = await lastValueFrom(
    many(seeds, ['--for', `${seconds}`, '--transport', transport], seconds, atOnce).pipe(
      tap(({ seed, code, stdout, stderr }) => {
        process.stdout.write(stdout);
        if (code === null) console.log(`seed ${seed}: FAILED, it did not end`);
        if (code !== 0) process.stderr.write(stderr);
      }),
      reduce((list: number[], { seed, code }) => (code === 0 ? list : [...list, seed]), []),
    ),
  );
  console.log(`${seeds.length - failed.length} of ${seeds.length} seeds passed`);
  if (failed.length === 0) return;
  console.error(
    failed
      .sort((a, b) => a - b)
      .map(command)
      .join('\n'),
  );
  process.exitCode = 1;
};

await (seeds.length === 1 ? single(seeds[0]!) : all());
