import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { filter, firstValueFrom, fromEvent, map, merge, scan, timeout } from 'rxjs';

/** A server that runs as a process of its own. */
export interface Running {
  /** By SIGTERM, and by SIGKILL where that has not ended it within the grace period. */
  stop(): Promise<void>;
  /** By SIGKILL: nobody is told. */
  kill(): Promise<void>;
}

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** What it says once it listens. */
  readonly ready: RegExp;
}

const START = 20_000;
const GRACE = 3_000;
const LONGEST = 180_000;

/** Starts a server and waits until it listens. */
export const startProcess = async ({ command, args, cwd, ready }: Command): Promise<Running> => {
  const child = spawn(command, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST,
    killSignal: 'SIGKILL',
    env: { PATH: process.env['PATH'] },
  });
  const gone = once(child, 'close');
  const kill = async () => {
    child.kill('SIGKILL');
    await gone;
  };
  const stop = async () => {
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), GRACE);
    await gone;
    clearTimeout(patience);
  };

  let told = '';
  const told$ = merge(fromEvent(child.stdout, 'data'), fromEvent(child.stderr, 'data')).pipe(
    scan((text, more) => (told = text + String(more)), ''),
  );
  const ended$ = merge(fromEvent(child, 'close'), fromEvent(child, 'error')).pipe(
    map(() => {
      throw new Error(`${command} ended`);
    }),
  );
  try {
    await firstValueFrom(
      merge(told$, ended$).pipe(
        filter((text) => ready.test(text)),
        timeout(START),
      ),
    );
  } catch (cause) {
    await kill();
    throw new Error(`${command} does not start:\n${told}`, { cause });
  }
  // Nobody reads on: what it has to say must not fill the pipe.
  child.stdout.resume();
  child.stderr.resume();
  return { stop, kill };
};
