import { parseArgs } from 'node:util';
import { executablePath } from '../../support/chromium.js';
import { randomly } from './random.js';

// npm run test:tabs -- --seed 1 --for 30 --tabs 20      each host for so many seconds, in Chromium
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: `${Date.now() % 100_000}` },
    for: { type: 'string', default: '30' },
    tabs: { type: 'string', default: '20' },
  },
});
const [seed, seconds, most] = [Number(values.seed), Number(values.for), Number(values.tabs)];
if (!Number.isInteger(seed) || !(seconds > 0) || !(most > 2))
  throw new Error('npm run test:tabs -- --seed INTEGER --for SECONDS --tabs NUMBER');

if (executablePath === undefined) console.log('skipped: no chromium found');
else
  for (const host of ['tab', 'worker'] as const) {
    const { actions, violations, published, heard, done, longest } = await randomly(host, seed, seconds * 1_000, most);
    console.log(
      `${host}, seed ${seed}: ${violations.length === 0 ? 'ok' : 'FAILED'}, ${actions.length} disturbances of ${most} tabs,`,
      `${published} events a channel published, ${heard} heard, ${done} done once, all right again after ${longest} ms`,
    );
    if (violations.length === 0) continue;
    console.error([...actions, ...violations, `npm run test:tabs -- --seed ${seed} --for ${seconds}`].join('\n'));
    process.exitCode = 1;
  }
