import type { Subscription } from 'rxjs';
import type { Sandbox } from '../../lib/sandbox/index.js';
import { startSandbox } from '../../lib/sandbox/index.js';
import { APP } from './rules.js';

/** One sandbox after another: a restart forgets everything, and is on another port. */
export interface Servers {
  readonly current: () => Sandbox;
  readonly port: () => number;
  outage(ms: number): void;
  restart(): void;
  stop(): void;
}

export const startServers = async (): Promise<Servers> => {
  let current: Sandbox;
  let running: Subscription | undefined;
  // The port of a server that is not there yet is one that nobody listens on.
  let port = 1;

  const start = (): Promise<void> =>
    new Promise((started, failed) => {
      const options = { port: 0, apps: [{ ...APP, activityTimeout: 1_000, pongTimeout: 1_000 }] };
      running = startSandbox(options).subscribe({
        next: (sandbox) => {
          current = sandbox;
          port = sandbox.port;
          started();
        },
        error: failed,
      });
    });
  await start();

  return {
    current: () => current,
    port: () => port,
    outage: (ms) => void current.outage(ms).subscribe(),
    restart: () => {
      running?.unsubscribe();
      port = 1;
      void start();
    },
    stop: () => running?.unsubscribe(),
  };
};
