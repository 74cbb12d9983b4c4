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
  /** To its standard input, where `stdin` was asked for. */
  write(text: string): void;
  /** The end of its standard input. */
  end(text?: string): void;
  kill(signal: NodeJS.Signals): void;
  ended(): Promise<Ended>;
}

const running = new Set<ChildProcess>();

/** For `afterEach`: no process outlives its test. */
export const killChildren = (): void => {
  for (const child of running) child.kill('SIGKILL');
};

export interface StartOptions {
  readonly cwd?: string;
  /** How long (ms) it may run. */
  readonly within?: number;
  /** Whether it has a standard input. */
  readonly stdin?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** What runs the arguments. Default: this Node. */
  readonly program?: string;
}

/** Runs a script by Node in the package's root, for 10 s at most unless told otherwise. */
export const start = (
  args: readonly string[],
  { cwd = ROOT, within = 10_000, stdin = false, env = {}, program = process.execPath }: StartOptions = {},
): Child => {
  if (!existsSync(join(ROOT, 'dist/index.js'))) throw new Error('dist/ is not there: npm run build');
  const child = spawn(program, args, {
    cwd,
    stdio: [stdin ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    timeout: within,
    killSignal: 'SIGKILL',
    env: { PATH: process.env['PATH'], ...env },
  });
  running.add(child);

  let text = { stdout: '', stderr: '' };
  const text$ = new ReplaySubject<typeof text>(1);
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]!.setEncoding('utf8').on('data', (more: string) => {
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
    write: (text) => child.stdin?.write(text),
    end: (text = '') => child.stdin?.end(text),
    kill: (signal) => child.kill(signal),
    ended: () => ended,
  };
};
