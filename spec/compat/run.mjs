// npm run test:compat: installs beside this file what was made for pusher-js, where it is missing, and runs it on the built
// entry, and then on pusher-js itself, so that what is asked of the entry is what pusher-js does. What is given on the command line goes on to jest.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '../..');
// They ask for older versions of React and of pusher-js, which is what is put in the place of.
const INSTALL = ['ci', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund', '--no-bin-links'];
const MINUTE = 60_000;

const changed = (file) => statSync(join(HERE, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;

const run = (command, args, cwd, env = {}) => {
  const { status, error } = spawnSync(command, args, {
    cwd,
    stdio: 'inherit',
    timeout: 5 * MINUTE,
    env: { ...process.env, ...env },
  });
  if (error) console.error(`compat: ${command} ${error.message}`);
  return status ?? 1;
};

const prepare = () =>
  changed('node_modules/.package-lock.json') > changed('package-lock.json') ? 0 : run('npm', INSTALL, HERE);
const build = () => run(process.execPath, ['scripts/build.mjs', '--if-stale'], ROOT);
const test = (client) => {
  console.log(`on ${client}`);
  return run(
    process.execPath,
    ['node_modules/jest/bin/jest.js', '-c', join(HERE, 'jest.config.js'), ...process.argv.slice(2)],
    ROOT,
    { COMPAT_ON: client },
  );
};

process.exitCode = prepare() || build() || test('rx-pusher/pusher-js') || test('pusher-js');
