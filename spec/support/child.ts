import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { filter, firstValueFrom, map, ReplaySubject, throwIfEmpty } from 'rxjs';

export const ROOT = join(__dirname, '../..');

/** How a process ended. `code` is null if a signal ended it. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process under test. */
export interface Child {
  readonly pid: number;
  /** The first match in what it has written, or will write; rejects if it ends without. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  ended(): Promise<Ended>;
}

const running = new Set<ChildProcess>();

/** For `afterEach`: no process outlives its test. */
export const killChildren = (): void => {
  for (const child of running) child.kill('SIGKILL');
};

/** Runs a script by Node in the package's root, for 10 s at most unless told otherwise. */
export const start = (args: readonly string[], { cwd = ROOT, within = 10_000 } = {}): Child => {
  if (!existsSync(join(ROOT, 'dist/index.js'))) throw new Error('dist/ is not there: npm run build');
  const child = spawn(process.execPath, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: within,
    killSignal: 'SIGKILL',
    env: { PATH: process.env['PATH'] },
  });
  running.add(child);

  let text = { stdout: '', stderr: '' };
  const text$ = new ReplaySubject<typeof text>(1);
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (more: string) => {
      text = { ...text, [stream]: text[stream] + more };
      text$.next(text);
    });
  }
  const ended = once(child, 'close').then(([code]: unknown[]): Ended => {
    running.delete(child);
    text$.complete();
    return { code: code as number | null, ...text };
  });

  return {
    pid: child.pid!,
    says: (pattern) =>
      firstValueFrom(
        text$.pipe(
          map(({ stdout, stderr }) => pattern.exec(stdout) ?? pattern.exec(stderr)),
          filter((found) => found !== null),
          throwIfEmpty(() => new Error(`ended without ${String(pattern)}: ${JSON.stringify(text)}`)),
        ),
      ),
    kill: (signal) => child.kill(signal),
    ended: () => ended,
  };
};
