import { Command } from 'commander';
import type { Observable } from 'rxjs';
import { defer, EMPTY } from 'rxjs';
import { VERSION } from '../version.js';
import type { AddCommand } from './command.js';
import type { Line } from './line.js';
import { listen } from './listen.js';
import { serve } from './serve.js';

const commands: readonly AddCommand[] = [serve, listen];

/** The command in the arguments as the lines that it writes. Errors if there is none, after saying so on stderr. */
export const parse = (args: readonly string[]): Observable<Line> =>
  defer(() => {
    let task: Observable<Line> = EMPTY;
    const program = new Command('rx-pusher')
      .description('Pusher Channels in the terminal')
      .version(VERSION)
      .showHelpAfterError('(--help says more)')
      .exitOverride();
    for (const add of commands) {
      add(program, (given) => {
        task = given;
      });
    }
    program.parse(args, { from: 'user' });
    return task;
  });
