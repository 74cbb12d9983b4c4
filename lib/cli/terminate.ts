import type { ApiFlags } from './api.js';
import { addApiFlags, asked } from './api.js';
import type { AddCommand } from './command.js';
import { orInterrupted } from './interrupt.js';
import { cyan, result } from './line.js';

const EXAMPLES = `
Example:
  $ rx-pusher terminate user-17
`;

export const terminate: AddCommand = (program, run) => {
  const command = program
    .command('terminate')
    .summary('close all connections of a user')
    .description('Closes all connections on which a user is signed in.')
    .argument('<user>', 'id of the user')
    .addHelpText('after', EXAMPLES);
  addApiFlags(command).action((user: string, flags: ApiFlags) =>
    run(
      asked(
        flags,
        (server) => server.terminateUserConnections(user),
        () => [result('terminated the connections of ', cyan(user))],
      ).pipe(orInterrupted()),
    ),
  );
};
