import type { TriggerParams } from '../server/index.js';
import type { ApiFlags } from './api.js';
import { addApiFlags, asked } from './api.js';
import type { AddCommand } from './command.js';
import { counted } from './counts.js';
import { orInterrupted } from './interrupt.js';
import { bold, cyan, result } from './line.js';

interface Flags extends ApiFlags, TriggerParams {}

const EXAMPLES = `
DATA is sent as it is: JSON, or any text.

Examples:
  $ rx-pusher trigger prices tick '{"symbol":"EURUSD","price":1.08}'
  $ rx-pusher trigger presence-room news hello --info user_count
  $ rx-pusher trigger private-encrypted-diary entry '"dear diary"' --master-key "$MASTER_KEY"
  $ rx-pusher trigger prices tick 42 --preset reverb --app-id 1 --key my-key --secret my-secret
`;

export const trigger: AddCommand = (program, run) => {
  const command = program
    .command('trigger')
    .summary('publish an event')
    .description('Publishes one event on a channel.')
    .argument('<channel>', 'name of the channel')
    .argument('<event>', 'name of the event')
    .argument('<data>', 'its data')
    .option('--socket-id <id>', 'the connection that does not receive it')
    .option('--info <attributes>', 'counts to answer with: user_count, subscription_count')
    .option('--master-key <base64>', 'seals the events of encrypted channels')
    .addHelpText('after', EXAMPLES);
  addApiFlags(command).action((channel: string, event: string, data: string, flags: Flags) => {
    const { socketId, info } = flags;
    const params = { ...(socketId === undefined ? {} : { socketId }), ...(info === undefined ? {} : { info }) };
    run(
      asked(
        flags,
        (server) => server.trigger(channel, event, data, params),
        ({ channels = {} }) => [result('published ', bold(event), ' on ', cyan(channel)), ...counted(channels)],
      ).pipe(orInterrupted()),
    );
  });
};
