// What `npm start` runs: a server, a publisher and a listener in one process, which meet only over the network.
import { parseArgs } from 'node:util';
import { fromEvent, merge, NEVER, share, switchMap, take, timer } from 'rxjs';
import { createPusher } from 'rx-pusher';
import { startSandbox } from 'rx-pusher/sandbox';
import { createPusherServer } from 'rx-pusher/server';
import { feed } from './feed.js';

const seconds = (): number => {
  try {
    const { values } = parseArgs({ options: { for: { type: 'string', default: 'Infinity' } } });
    const given = Number(values.for);
    if (given > 0) return given;
    throw new Error(`--for: not a number of seconds: ${values.for}`);
  } catch (error) {
    console.error(`${(error as Error).message}\nusage: npm start -- [--for SECONDS]`);
    process.exit(2);
  }
};

const time = seconds();
const stop$ = merge(
  fromEvent(process, 'SIGINT'),
  fromEvent(process, 'SIGTERM'),
  time === Infinity ? NEVER : timer(time * 1_000),
).pipe(take(1), share());

// Whoever reads the lines may stop doing so, as `head` does.
process.stdout.on('error', () => process.exit());

startSandbox({ port: 0 })
  .pipe(
    switchMap(({ host, port, url, apps: [app] }) => {
      const { id: appId, key, secret } = app!;
      console.log(`The sandbox listens on ${url}. In another terminal:`);
      console.log(`  node dist/cli/index.js listen prices-gold --port ${port}\n`);
      const pusher = createPusher(key, { wsHost: host, wsPort: port, forceTLS: false });
      const server = createPusherServer({ appId, key, secret, host, port, useTLS: false });
      return feed(pusher, server, stop$, console.log);
    }),
    take(1),
  )
  .subscribe({
    next: ({ published, received }) => {
      console.log(`\npublished ${published}, received ${received}`);
      if (published !== received) process.exitCode = 1;
    },
    error: (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  });
