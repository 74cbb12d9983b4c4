import { parseArgs } from 'node:util';
import { chaos } from './chaos.js';

// npm run chaos -- --seed 7 --for 60
const { values } = parseArgs({
  options: { seed: { type: 'string' }, for: { type: 'string', default: '30' } },
});
const seed = Number(values.seed ?? Date.now() % 100_000);
const seconds = Number(values.for);
if (!Number.isInteger(seed) || !(seconds > 0)) throw new Error('npm run chaos -- --seed INTEGER --for SECONDS');

process.on('uncaughtException', (error) => {
  console.error(`seed ${seed}: uncaught`, error);
  process.exit(1);
});

console.log(`seed ${seed}, ${seconds} s`);
const { violations, faults, errors, heard, published, recovery } = await chaos({ seed, time: seconds * 1_000 });
console.log(
  `${faults.length} faults, ${published} events published, ${heard} heard, all right again after ${recovery} ms`,
);
console.log('errors that reached somebody:', errors);
if (violations.length > 0) {
  console.error(faults.join('\n'));
  console.error(violations.join('\n'));
  console.error(`npm run chaos -- --seed ${seed} --for ${seconds}`);
  // What was left would keep the process.
  process.exit(1);
}
