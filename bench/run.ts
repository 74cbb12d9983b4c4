import { parseArgs } from 'node:util';
import type { Bench, Row } from './harness.js';
import { figure, ratio } from './harness.js';
import { json, table } from './report.js';

// npm run bench -- [name…] [--short] [--json]     docs/performance.md

const NAMES = [
  'dispatch',
  'unheard',
  'fan-out',
  'end-to-end',
  'subscribe',
  'presence',
  'memory',
  'encrypted',
  'idle',
  'size',
  'import',
  'recovery',
  'http',
  'growth',
  'shared',
];

const unjudged = ({ name, value, unit }: Row): Row =>
  unit === undefined ? ratio(name, value) : figure(name, value, unit);

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !NAMES.includes(name));
if (unknown.length > 0) {
  console.error(`No such bench: ${unknown.join(', ')}. There are: ${NAMES.join(', ')}`);
  process.exit(2);
}

const results = new Map<string, readonly Row[]>();
for (const name of positionals.length > 0 ? positionals : NAMES) {
  const { bench } = (await import(`./${name}.ts`)) as { bench: Bench };
  const measured = await bench({ short: values.short });
  // A short run shows that a bench works; its figures are judged by nobody.
  const rows = values.short ? measured.map(unjudged) : measured;
  results.set(name, rows);
  if (!values.json) console.log(table(name, rows));
}
if (values.json) console.log(json(results));
