// Processes of the smoke. Each leads a group of its own, so that it ends with all that it has started.
import { spawn } from 'node:child_process';

const running = new Set();

const kill = (child) => {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It is gone, and its group with it.
  }
};

export const killAll = () => running.forEach(kill);

/** What a consumer's own terminal would have: nothing of the npm that runs this. */
const environment = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$|INIT_CWD$)/.test(name)));

/** Starts a process: `output()` is what it has written so far, `ended` is its code, null if it was killed. */
export const start = (command, args, { cwd, env = {}, within = 60_000 }) => {
  const child = spawn(command, args, {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environment(), ...env },
  });
  running.add(child);
  const late = setTimeout(() => kill(child), within);
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'])
    child[stream].setEncoding('utf8').on('data', (text) => (output[stream] += text));
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  }).finally(() => {
    clearTimeout(late);
    kill(child);
    running.delete(child);
  });
  ended.catch(() => undefined);
  return { output: () => output, ended, kill: () => kill(child), child };
};

/** Runs a process to its end, and gives what it wrote; fails with that unless it ended with 0. */
export const run = async (command, args, options) => {
  const { ended, output } = start(command, args, options);
  const code = await ended;
  const { stdout, stderr } = output();
  if (code === 0) return { stdout, stderr };
  throw new Error(`${command} ${args.join(' ')}: ${code === null ? 'killed' : `exit ${code}`}\n${stdout}${stderr}`);
};

/** Runs a program by Node to its end. */
export const node = (args, options) => run(process.execPath, args, options);
