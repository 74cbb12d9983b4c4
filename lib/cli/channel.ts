import type { ChannelResult } from '../server/index.js';
import type { ApiFlags } from './api.js';
import { addApiFlags, asked } from './api.js';
import type { AddCommand } from './command.js';
import { orInterrupted } from './interrupt.js';
import type { Line } from './line.js';
import { cyan, result } from './line.js';

interface Flags extends ApiFlags {
  readonly info?: string;
}

/** How long the event is kept, where the server says so. */
const kept = (ttl: number | undefined): string => (ttl === undefined ? '' : ` (${ttl} s)`);

const written = (name: string, { occupied, user_count, subscription_count, cache }: ChannelResult): readonly Line[] => [
  result(cyan(name), occupied ? ' is occupied' : ' is not occupied'),
  ...(user_count === undefined ? [] : [result(`users: ${user_count}`)]),
  ...(subscription_count === undefined ? [] : [result(`subscriptions: ${subscription_count}`)]),
  ...(cache === undefined ? [] : [result(cache === null ? 'cache: empty' : `cache: ${cache.data}${kept(cache.ttl)}`)]),
];

const EXAMPLES = `
Examples:
  $ rx-pusher channel prices --info subscription_count
  $ rx-pusher channel presence-room --info user_count,subscription_count
  $ rx-pusher channel cache-news --info cache
`;

export const channel: AddCommand = (program, run) => {
  const command = program
    .command('channel')
    .summary('show the state of one channel')
    .description('Shows whether a channel is occupied, and what else is asked for.')
    .argument('<channel>', 'name of the channel')
    .option('--info <attributes>', 'user_count, subscription_count, cache, with commas between them')
    .addHelpText('after', EXAMPLES);
  addApiFlags(command).action((name: string, flags: Flags) => {
    const params = flags.info === undefined ? {} : { info: flags.info };
    run(
      asked(
        flags,
        (server) => server.channel(name, params),
        (answer) => written(name, answer),
      ).pipe(orInterrupted()),
    );
  });
};
