import type { ApiFlags } from './api.js';
import { addApiFlags, asked } from './api.js';
import type { AddCommand } from './command.js';
import { counted } from './counts.js';
import { orInterrupted } from './interrupt.js';
import { note } from './line.js';

interface Flags extends ApiFlags {
  readonly prefix?: string;
  readonly info?: string;
}

const EXAMPLES = `
Examples:
  $ rx-pusher channels
  $ rx-pusher channels --prefix presence- --info user_count
  $ rx-pusher channels --json | jq '.channels | keys'
`;

export const channels: AddCommand = (program, run) => {
  const command = program
    .command('channels')
    .summary('list the channels that somebody is subscribed to')
    .description('Lists the occupied channels.')
    .option('--prefix <prefix>', 'only those whose name begins so')
    .option('--info <attributes>', 'user_count (with a prefix that begins with presence-), subscription_count')
    .addHelpText('after', EXAMPLES);
  addApiFlags(command).action((flags: Flags) => {
    const { prefix, info } = flags;
    const params = { ...(prefix === undefined ? {} : { prefix }), ...(info === undefined ? {} : { info }) };
    run(
      asked(
        flags,
        (server) => server.channels(params),
        (answer) => {
          const lines = counted(answer.channels);
          return lines.length > 0 ? lines : [note('no channel is occupied')];
        },
      ).pipe(orInterrupted()),
    );
  });
};
