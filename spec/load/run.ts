import { parseArgs } from 'node:util';
import { flood } from './flood.js';
import { reconnect } from './reconnect.js';
import { resubscribe } from './resubscribe.js';

// npm run load                             everything
// npm run load -- resubscribe reconnect    only these
// npm run load -- flood --for 30           each flood for so many seconds
const LOADS: Readonly<Record<string, (seconds: number) => Promise<void>>> = { resubscribe, reconnect, flood };

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { for: { type: 'string', default: '30' } },
});
const seconds = Number(values.for);
const names = positionals.length > 0 ? positionals : Object.keys(LOADS);
if (!(seconds > 0) || names.some((name) => !(name in LOADS))) {
  throw new Error(`npm run load -- [${Object.keys(LOADS).join('|')}…] --for SECONDS`);
}

for (const name of names) {
  await LOADS[name]!(seconds);
  console.log('');
}
