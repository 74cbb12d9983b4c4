import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench } from './harness.js';
import { figure, quantile, ratio } from './harness.js';

const root = join(import.meta.dirname, '..');

/** ms of the clock and of CPU. */
interface Spent {
  readonly clock: number;
  readonly cpu: number;
}

/** Imports a package in a new process, where rxjs is there already and nothing transforms what is loaded. */
const imported = async (name: string): Promise<Spent> => {
  const code = `
    await import('rxjs');
    await import('rxjs/webSocket');
    const [cpu, clock] = [process.cpuUsage(), performance.now()];
    await import('${name}');
    const { user, system } = process.cpuUsage(cpu);
    console.log(JSON.stringify({ clock: performance.now() - clock, cpu: (user + system) / 1000 }));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: root,
  });
  return JSON.parse(stdout) as Spent;
};

export const bench: Bench = async ({ short }) => {
  const [rounds, warmUp] = short ? [1, 0] : [15, 1];
  const [ours, theirs]: [Spent[], Spent[]] = [[], []];
  for (let round = -warmUp; round < rounds; round += 1) {
    const [us, them] = [await imported('rx-pusher'), await imported('pusher-js')];
    if (round < 0) continue;
    ours.push(us);
    theirs.push(them);
  }
  const median = (spent: readonly Spent[], kind: keyof Spent) => quantile(spent.map((one) => one[kind]));
  return [
    ratio("time to pusher-js's", median(ours, 'clock') / median(theirs, 'clock'), { atMost: 1 }),
    ratio("CPU time to pusher-js's", median(ours, 'cpu') / median(theirs, 'cpu')),
    figure('ours', median(ours, 'clock'), 'ms'),
    figure('pusher-js', median(theirs, 'clock'), 'ms'),
  ];
};
