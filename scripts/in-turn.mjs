// Runs npm scripts in turn, stops at the first that fails, and says at the end how long each took.
//   node scripts/in-turn.mjs lint "bench -- --short"
import { spawnSync } from 'node:child_process';

const times = [];
const say = () => console.log(`\n${times.join('\n')}`);

for (const task of process.argv.slice(2)) {
  console.log(`\n── npm run ${task}`);
  const start = performance.now();
  const { status } = spawnSync(`npm run --silent ${task}`, { shell: true, stdio: 'inherit' });
  const seconds = ((performance.now() - start) / 1_000).toFixed(0).padStart(5);
  times.push(`${seconds} s  ${task}${status === 0 ? '' : '  FAILED'}`);
  if (status !== 0) {
    say();
    process.exit(1);
  }
}
say();
