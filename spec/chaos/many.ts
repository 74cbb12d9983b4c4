import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { from, mergeMap, Observable } from 'rxjs';

/** How the run of one seed ended. */
export interface Ran {
  readonly seed: number;
  /** Null if it was ended from outside, for it lasted too long. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Longer than the end of a run may take (ms): one that does not end by itself has left something. */
const END = 60_000;

/** One seed in a process of its own: what it leaves is not hidden in what another has. */
const one = (seed: number, options: readonly string[], seconds: number): Observable<Ran> =>
  new Observable((subscriber) => {
    const run = fileURLToPath(new URL('./run.ts', import.meta.url));
    const child = spawn(process.execPath, [...process.execArgv, run, '--seed', `${seed}`, ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: seconds * 1_000 + END,
      killSignal: 'SIGKILL',
    });
    const text = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (more: string) => (text[stream] += more));
    }
    child.once('close', (code) => {
      subscriber.next({ seed, code, ...text });
      subscriber.complete();
    });
    return () => child.kill('SIGKILL');
  });

/** Each seed with these options, for so many seconds, a few at a time; emits each as it ends. */
export const many = (
  seeds: readonly number[],
  options: readonly string[],
  seconds: number,
  atOnce: number,
): Observable<Ran> => from(seeds).pipe(mergeMap((seed) => one(seed, options, seconds), atOnce));
