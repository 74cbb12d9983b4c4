// What `npm start` runs: a server, a publisher and a listener in one process, which meet only over the network; and the page.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fromEvent, merge, NEVER, share, Subject, switchMap, take, timer } from 'rxjs';
import { createPusher } from 'rx-pusher';
import { startSandbox } from 'rx-pusher/sandbox';
import { createPusherServer } from 'rx-pusher/server';
import type { Command } from '../dashboard/server/page.js';
import { servePage } from '../dashboard/server/page.js';
import { serveDashboard } from '../dashboard/server/serve.js';
import { feed } from './feed.js';
import { openBrowser } from './open.js';

const settings = (): { readonly time: number; readonly open: boolean } => {
  try {
    const { values } = parseArgs({
      options: { for: { type: 'string', default: 'Infinity' }, open: { type: 'boolean', default: false } },
    });
    const time = Number(values.for);
    if (time > 0) return { time, open: values.open };
    throw new Error(`--for: not a number of seconds: ${values.for}`);
  } catch (error) {
    console.error(`${(error as Error).message}\nusage: npm start -- [--for SECONDS] [--open]`);
    process.exit(2);
  }
};

const { time, open } = settings();
const stop$ = merge(
  fromEvent(process, 'SIGINT'),
  fromEvent(process, 'SIGTERM'),
  time === Infinity ? NEVER : timer(time * 1_000),
).pipe(take(1), share());

// Whoever reads the lines may stop doing so, as `head` does.
process.stdout.on('error', () => process.exit());

const commands = new Subject<Command>();
let broken = false;
const http = servePage(join(import.meta.dirname, 'dashboard'), (command) => {
  broken = true;
  commands.next(command);
});

startSandbox({ port: 0, http })
  .pipe(
    switchMap((sandbox) => {
      const { host, port, url, apps } = sandbox;
      const { id: appId, key, secret, encryptionMasterKeyBase64 } = apps[0]!;
      console.log(`The dashboard is on ${url}/`);
      console.log(`The sandbox listens on ${url}. In another terminal:`);
      console.log(`  node dist/cli/index.js listen prices-gold --port ${port}\n`);
      const pusher = createPusher(key, {
        wsHost: host,
        wsPort: port,
        forceTLS: false,
        // What it does not hear is not published, so it comes back before the pages do.
        reconnect: { minDelay: 250, maxDelay: 500 },
      });
      const server = createPusherServer({ appId, key, secret, host, port, useTLS: false, encryptionMasterKeyBase64 });
      if (open) openBrowser(`${url}/`);
      return merge(feed(pusher, server, stop$, console.log), serveDashboard(sandbox, server, commands));
    }),
    take(1),
  )
  .subscribe({
    next: ({ published, received }) => {
      const lost = published !== received;
      const reason = lost && broken ? ' (the page broke the connection)' : '';
      console.log(`\npublished ${published}, received ${received}${reason}`);
      if (lost && !broken) process.exitCode = 1;
    },
    error: (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  });
