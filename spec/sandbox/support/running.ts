import type { Sandbox, SandboxOptions } from '../../../lib/sandbox/index.js';
import { startSandbox } from '../../../lib/sandbox/index.js';

export interface Running {
  readonly sandbox: Sandbox;
  readonly stop: () => void;
}

/** A sandbox on a free port, until it is stopped. */
export const run = (options: SandboxOptions = {}): Promise<Running> =>
  new Promise((resolve, reject) => {
    const subscription = startSandbox({ port: 0, ...options }).subscribe({
      next: (sandbox) => resolve({ sandbox, stop: () => subscription.unsubscribe() }),
      error: reject,
    });
  });

/** Waits until something holds, asking every few ms; names it when it never does. */
export const until = async <T>(ask: () => T | undefined | false, what: string): Promise<T> => {
  const deadline = Date.now() + 5_000;
  for (;;) {
    const answer = ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
