import { startSandbox } from '../../lib/sandbox/index.js';
import type { Sandbox } from '../../lib/sandbox/index.js';
import { APP } from './app.js';
import { flood } from './flood-source.js';

/** What the sandbox of a load is told to do. */
export type Order =
  | { readonly do: 'close'; readonly code: number }
  | { readonly do: 'count' }
  | { readonly do: 'flood'; readonly channel: string; readonly rate: number; readonly seconds: number };

/** What it answers. */
export type Answer =
  | { readonly is: 'listening'; readonly port: number }
  | { readonly is: 'count'; readonly connections: number; readonly subscriptions: number }
  | { readonly is: 'flooded'; readonly sent: number };

// A sandbox in a process of its own, so that it does not share a thread with what is measured. Ends with its parent.
const answer = (said: Answer): void => void process.send?.(said);

const obey = (sandbox: Sandbox, order: Order): void => {
  if (order.do === 'close') return sandbox.close(order.code, 'reconnect');
  if (order.do === 'flood') {
    flood(sandbox, order).subscribe({ next: (sent) => answer({ is: 'flooded', sent }) });
    return;
  }
  const { connections } = sandbox.snapshot();
  const subscriptions = connections.reduce((sum, { channels }) => sum + channels.length, 0);
  answer({ is: 'count', connections: connections.length, subscriptions });
};

process.on('disconnect', () => process.exit());
startSandbox({ port: Number(process.argv[2] ?? 0), apps: [APP] }).subscribe((sandbox) => {
  process.on('message', (order: Order) => obey(sandbox, order));
  answer({ is: 'listening', port: sandbox.port });
});
