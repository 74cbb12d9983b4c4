import { Command } from 'commander';
import type { Observable } from 'rxjs';
import { catchError, defer, EMPTY, throwError } from 'rxjs';
import { VERSION } from '../version.js';
import { batch } from './batch.js';
import { bench } from './bench.js';
import { channel } from './channel.js';
import { channels } from './channels.js';
import type { AddCommand } from './command.js';
import { variables } from './environment.js';
import type { Line } from './line.js';
import { listen } from './listen.js';
import { inWordsOf } from './origin.js';
import { presence } from './presence.js';
import { serve } from './serve.js';
import type { TargetFlags } from './target.js';
import { terminate } from './terminate.js';
import { trigger } from './trigger.js';
import { users } from './users.js';
import { webhook } from './webhook.js';

const commands: readonly AddCommand[] = [
  ...[serve, listen, presence, trigger, batch],
  ...[channels, channel, users, terminate, webhook, bench],
];

const HELP = `
Without flags it is about rx-pusher serve on this machine. Which other server, and which app, say flags, or
  PUSHER_APP_ID, PUSHER_APP_KEY, PUSHER_APP_SECRET      the app
  PUSHER_HOST, PUSHER_PORT, PUSHER_SCHEME               a server of your own
  PUSHER_APP_CLUSTER                                    or one of Pusher's clusters
in the environment or in .env (REVERB_… with --preset reverb), or a preset: pusher, reverb, soketi, sockudo.

Results are on stdout, what is said about them on stderr. Exit codes: 0 done, 1 failed, 2 bad usage.

Try it:
  $ rx-pusher serve &
  $ rx-pusher listen prices &
  $ rx-pusher trigger prices tick '{"price":42}'
`;

/** The command in the arguments as the lines that it writes. Errors if there is none, after saying so on stderr. */
export const parse = (args: readonly string[]): Observable<Line> =>
  defer(() => {
    let task: Observable<Line> = EMPTY;
    let flags: TargetFlags = {};
    const program = new Command('rx-pusher')
      .description('Pusher Channels in the terminal')
      .version(VERSION)
      .addHelpText('after', HELP)
      .showHelpAfterError('(--help says more)')
      .exitOverride()
      .hook('preAction', (_, command) => {
        flags = command.opts();
      });
    for (const add of commands) {
      add(program, (given) => {
        task = given;
      });
    }
    program.parse(args, { from: 'user' });
    const inWords = inWordsOf(flags, variables);
    return task.pipe(catchError((error: unknown) => throwError(() => inWords(error))));
  });
