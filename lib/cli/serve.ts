import type { Observable } from 'rxjs';
import { concat, defer, from, map, of, switchMap } from 'rxjs';
import type { AppOptions, Sandbox } from '../sandbox/index.js';
import { startSandbox } from '../sandbox/index.js';
import type { AddCommand } from './command.js';
import { reasonOf } from './failure.js';
import { untilInterrupted } from './interrupt.js';
import type { Line } from './line.js';
import { json, note, result } from './line.js';
import { app, integer } from './parsers.js';

interface Flags {
  readonly host: string;
  readonly port: number;
  readonly app?: readonly AppOptions[];
  readonly json?: boolean;
}

const TRANSPORTS = '  over WebSockets; where they are blocked over HTTP, streaming or polling';

const addresses = ({ host, port, url, apps }: Sandbox, asJson: boolean): Observable<Line> =>
  asJson
    ? of(json({ url, host, port, apps: apps.map(({ id, key }) => ({ id, key })) }))
    : from(
        [`listening on ${url}`, ...apps.map(({ id, key }) => `  app ${id}, key ${key}`), TRANSPORTS].map((line) =>
          result(line),
        ),
      );

const serving = ({ host, port, app: apps, json: asJson = false }: Flags): Observable<Line> =>
  defer(() => startSandbox({ host, port, ...(apps && { apps }) })).pipe(
    switchMap((sandbox) =>
      concat(addresses(sandbox, asJson), sandbox.errors$.pipe(map((error) => note(reasonOf(error))))),
    ),
  );

const EXAMPLES = `
Examples:
  $ rx-pusher serve
  $ rx-pusher serve --port 8080 --app shop:shop-key:shop-secret --app blog:blog-key:blog-secret
`;

export const serve: AddCommand = (program, run) => {
  program
    .command('serve')
    .summary('run a server for development')
    .description('A Pusher-protocol server for development and tests, until Ctrl-C. Never for production.')
    .option('--host <address>', 'address to bind', '127.0.0.1')
    .option('--port <number>', 'port to listen on; 0 takes a free one', integer(0, 65_535), 6001)
    .option('--app <id:key:secret...>', 'apps to serve (default: app-id:app-key:app-secret)', app)
    .option('--json', 'print one line of JSON: url, host, port, apps')
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags) => run(serving(flags).pipe(untilInterrupted())));
};
