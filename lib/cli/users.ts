import type { ApiFlags } from './api.js';
import { addApiFlags, asked } from './api.js';
import type { AddCommand } from './command.js';
import { orInterrupted } from './interrupt.js';
import { note, result } from './line.js';

const EXAMPLES = `
Examples:
  $ rx-pusher users presence-room
  $ rx-pusher users presence-room --json | jq '.users | length'
`;

export const users: AddCommand = (program, run) => {
  const command = program
    .command('users')
    .summary('list the users of a presence channel')
    .description('Lists the ids of the users of a presence channel, one in a line.')
    .argument('<channel>', 'name of a presence channel')
    .addHelpText('after', EXAMPLES);
  addApiFlags(command).action((name: string, flags: ApiFlags) =>
    run(
      asked(
        flags,
        (server) => server.users(name),
        (answer) => (answer.users.length > 0 ? answer.users.map(({ id }) => result(id)) : [note('nobody is there')]),
      ).pipe(orInterrupted()),
    ),
  );
};
