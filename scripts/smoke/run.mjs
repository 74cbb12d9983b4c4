// Uses the package as its consumers do: builds, packs, installs the tarball into fresh folders, and hears an event in each.
//   npm run smoke                       every case
//   npm run smoke -- node types-node10  those whose names begin so
//   --list    names them      --keep    leaves the folder there
import { availableParallelism } from 'node:os';
import { cases } from './cases.mjs';
import { closeBrowser } from './browser.mjs';
import { killAll } from './command.mjs';
import { removeWorkspace, WORKSPACE } from './workspace.mjs';

const args = process.argv.slice(2);
const names = args.filter((arg) => !arg.startsWith('--'));
const chosen = (begins) => cases.filter(({ name }) => begins.some((begin) => name.startsWith(begin)));
const wanted = names.length === 0 ? cases : chosen(names);
const unknown = names.filter((name) => chosen([name]).length === 0);
const width = Math.max(...cases.map(({ name }) => name.length));

const leave = () => {
  killAll();
  if (args.includes('--keep')) console.log(`kept: ${WORKSPACE}`);
  else removeWorkspace();
};
process.once('exit', leave);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

const failed = [];

/** Runs one case, and says in a line how it went and how long it took, what it had to wait for included. */
const perform = async ({ name, run }) => {
  const began = performance.now();
  const line = (mark, detail) =>
    console.log(
      `${mark} ${name.padEnd(width)} ${((performance.now() - began) / 1_000).toFixed(1).padStart(6)} s  ${detail}`,
    );
  try {
    line('✓', (await run()) ?? '');
  } catch (error) {
    failed.push(name);
    line('✗', '');
    console.log(String(error?.message ?? error).replace(/^/gm, '    '));
  }
};

if (args.includes('--list')) {
  console.log(cases.map(({ name }) => name).join('\n'));
} else if (unknown.length > 0) {
  console.error(`no case begins with ${unknown.join(' or ')}; --list names them`);
  process.exitCode = 2;
} else {
  const began = performance.now();
  const waiting = [...wanted];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await perform(next);
  };
  await Promise.all(Array.from({ length: Math.min(4, Math.max(2, availableParallelism())) }, worker));
  await closeBrowser();
  const seconds = Math.round((performance.now() - began) / 1_000);
  console.log(
    `${wanted.length - failed.length} of ${wanted.length} passed in ${seconds} s${failed.map((name) => `\n  ✗ ${name}`).join('')}`,
  );
  process.exit(failed.length === 0 ? 0 : 1);
}
