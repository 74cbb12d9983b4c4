import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { Option } from 'commander';
import { map, merge, mergeAll, mergeMap, Observable, of } from 'rxjs';
import { listen } from '../sandbox/tcp/listen.js';
import type { PusherServer, Webhook } from '../server/index.js';
import { createPusherServer } from '../server/index.js';
import type { AddCommand } from './command.js';
import { variables } from './environment.js';
import { UsageError } from './failure.js';
import { untilInterrupted } from './interrupt.js';
import { jsonText, recordText } from './json-text.js';
import type { Line } from './line.js';
import { bold, cyan, dim, green, json, note, red, result } from './line.js';
import { integer } from './parsers.js';
import { PRESET_NAMES } from './presets.js';
import type { TargetFlags } from './target.js';
import { targetOf } from './target.js';

interface Flags extends Pick<TargetFlags, 'preset' | 'key' | 'secret'> {
  readonly host: string;
  readonly port: number;
  readonly json?: boolean;
}

/** Most bytes of a webhook. */
const MOST = 1_048_576;

const text = (value: unknown): string => (typeof value === 'string' ? value : jsonText(value ?? ''));

/** The time of a webhook, however its server counts: a number that is no date stays one. */
const timeOf = (ms: number): string => (Number.isNaN(new Date(ms).getTime()) ? String(ms) : new Date(ms).toISOString());

const written = ({ time_ms, events, unknown }: Webhook, asJson: boolean): readonly Line[] => {
  const time = timeOf(time_ms);
  return [...events, ...unknown].map((event) => {
    if (asJson) return json({ time, ...event });
    const { name, channel = '', ...others } = event as { name?: unknown; channel?: unknown };
    const more = Object.keys(others).length > 0 ? ` ${recordText(others)}` : '';
    return result(dim(time.slice(11, 23) || time), ' ', bold(text(name)), ' ', cyan(text(channel)), more);
  });
};

const answer = (response: ServerResponse, status: number): void => {
  response.writeHead(status, { connection: 'close' }).end();
};

/** One request: answered, and what there is to write of it. */
const received = (
  server: Pick<PusherServer, 'webhook'>,
  request: IncomingMessage,
  response: ServerResponse,
  asJson: boolean,
): Observable<Line> => {
  const refused = (status: number, reason: string): Observable<Line> => {
    answer(response, status);
    return of(note(red(`refused: ${reason}`)));
  };
  if (request.method !== 'POST') return refused(405, `${String(request.method)} where webhooks are posted`);
  if (!(Number(request.headers['content-length']) <= MOST)) return refused(413, 'too long, or of unknown length');
  return new Observable<Buffer>((subscriber) => {
    buffer(request).then(
      (body) => {
        subscriber.next(body);
        subscriber.complete();
      },
      // Whoever sent it has gone before its end: nobody is there to be answered.
      () => subscriber.complete(),
    );
  }).pipe(
    mergeMap((body) => {
      const webhook = server.webhook({ headers: request.headers, body });
      if (webhook._tag === 'Left') return refused(401, webhook.left.message);
      answer(response, 200);
      return written(webhook.right, asJson);
    }),
  );
};

/** As much of a server as reads webhooks: no request is made by it. */
const readerOf = ({ preset, key: given, secret: told }: Flags): Pick<PusherServer, 'webhook'> => {
  const { key, secret, prefix } = targetOf(
    {
      ...(preset === undefined ? {} : { preset }),
      ...(given === undefined ? {} : { key: given }),
      ...(told === undefined ? {} : { secret: told }),
      ...(preset === 'pusher' ? { cluster: 'any' } : {}),
    },
    variables(),
  );
  if (secret === undefined) throw new UsageError(`needs a --secret, or ${prefix}_APP_SECRET`);
  return createPusherServer({ appId: 'any', key, secret, host: 'localhost' });
};

const receiving = (flags: Flags): Observable<Line> =>
  new Observable((subscriber) => {
    const { host, port, json: asJson = false } = flags;
    const reader = readerOf(flags);
    const http = createServer();
    subscriber.add(() => {
      http.close();
      http.closeAllConnections();
    });
    const lines$ = new Observable<Observable<Line>>((requests) => {
      http.on('request', (request, response) => requests.next(received(reader, request, response, asJson)));
    }).pipe(mergeAll());
    const address$ = listen(http, host, port).pipe(
      map((address) => note(green(`listening on http://${host}:${address.port}`))),
    );
    return merge(lines$, address$).subscribe(subscriber);
  });

const EXAMPLES = `
Answers 200 to webhooks that are signed with the secret of the app, and 401 to anything else.

Examples:
  $ rx-pusher webhook --port 3000
  $ PUSHER_APP_KEY=key PUSHER_APP_SECRET=secret rx-pusher webhook --host 0.0.0.0 --json
`;

export const webhook: AddCommand = (program, run) => {
  program
    .command('webhook')
    .summary('receive webhooks, verify and print them')
    .description('Receives webhooks on a port, verifies their signatures and prints what they say, until Ctrl-C.')
    .option('--host <address>', 'address to bind', '127.0.0.1')
    .option('--port <number>', 'port to listen on; 0 takes a free one', integer(0, 65_535), 3000)
    .addOption(new Option('--preset <server>', 'whose variables to read, and whose app').choices(PRESET_NAMES))
    .option('--key <key>', 'key of the app (default: app-key, that of rx-pusher serve)')
    .option('--secret <secret>', 'secret of the app (default: app-secret)')
    .option('--json', 'print JSON Lines: time, name, channel and what else there is')
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags) => run(receiving(flags).pipe(untilInterrupted())));
};
