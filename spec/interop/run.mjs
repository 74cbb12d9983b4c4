// npm run test:interop: installs the servers beside this file where they are missing, and runs the specs against them.
// What is given on the command line goes on to jest.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '../..');
// Not `npm ci`: some optional parts of soketi exist for some platforms only, and are not in the lock file.
const INSTALL = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--no-bin-links'];
const MINUTE = 60_000;

const changed = (file) => statSync(join(HERE, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Runs a command as a group of its own, so that whatever it has started ends with it: at the latest after `within` ms. */
const run = async (command, args, cwd, within) => {
  const child = spawn(command, args, { cwd, stdio: 'inherit', detached: true });
  const end = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Gone already.
    }
  };
  const stop = () => {
    end();
    process.exitCode = 1;
  };
  const timer = setTimeout(() => {
    console.error(`interop: ${command} took more than ${within / MINUTE} minutes`);
    stop();
  }, within);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stop);
  const [code] = await once(child, 'exit');
  clearTimeout(timer);
  end();
  return code ?? 1;
};

const prepare = async () => {
  if (process.env.SOKETI_NODE === undefined && !process.version.startsWith('v20.')) {
    console.error('interop: soketi runs on Node 20 only; name one in the environment as SOKETI_NODE=/path/to/node');
    return 1;
  }
  if (changed('node_modules/.package-lock.json') > changed('package-lock.json')) return 0;
  console.log('interop: installing soketi, about 290 MB');
  return run('npm', INSTALL, HERE, 10 * MINUTE);
};

const test = () => {
  const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
  return run(process.execPath, [jest, '-c', join(HERE, 'jest.config.js'), ...process.argv.slice(2)], ROOT, 5 * MINUTE);
};

process.exitCode ||= (await prepare()) || (await test());
