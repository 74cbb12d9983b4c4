import type { Observable } from 'rxjs';
import { defer, filter, map, merge } from 'rxjs';
import type { ChannelEvent } from '../channels/types.js';
import type { AuthorizationFlags } from './authorization.js';
import { addAuthorizationFlags } from './authorization.js';
import { clientOf, news } from './client.js';
import type { AddCommand } from './command.js';
import type { ConnectionFlags } from './connection.js';
import { addConnectionFlags } from './connection.js';
import { untilInterrupted } from './interrupt.js';
import { exactly, jsonText } from './json-text.js';
import type { Line } from './line.js';
import { bold, cyan, dim, green, json, note, result } from './line.js';
import { names } from './parsers.js';
import { epoch } from '../rx/clock.js';

interface Flags extends ConnectionFlags, AuthorizationFlags {
  readonly event?: readonly string[];
  readonly json?: boolean;
}

const heard = ({ channel, event, data: value, raw, userId }: ChannelEvent, asJson: boolean): Line => {
  const data = exactly(value, raw);
  const time = new Date(epoch()).toISOString();
  return asJson
    ? json({ time, channel, event, data, ...(userId === undefined ? {} : { userId }) })
    : result(dim(time.slice(11, 23)), ' ', cyan(channel), ' ', bold(event), ` ${jsonText(data)}`);
};

const listening = (channelNames: readonly string[], flags: Flags): Observable<Line> =>
  defer(() => {
    const pusher = clientOf(flags, channelNames);
    const wanted = flags.event && new Set(flags.event);
    const channels = [...new Set(channelNames)].map((name) => pusher.channel(name));
    return merge(
      news(pusher),
      ...channels.map(({ name, state$ }) =>
        state$.pipe(
          filter(({ status }) => status === 'subscribed'),
          map(() => note(green(`subscribed to ${name}`))),
        ),
      ),
      ...channels.map((channel) =>
        channel.pipe(
          filter(({ event }) => wanted?.has(event) ?? true),
          map((event) => heard(event, flags.json ?? false)),
        ),
      ),
    );
  });

const EXAMPLES = `
Examples:
  $ rx-pusher listen prices trades --event tick
  $ rx-pusher listen private-orders presence-room --secret app-secret --user ada
  $ rx-pusher listen private-encrypted-diary --secret app-secret --master-key "$MASTER_KEY"
  $ rx-pusher listen prices --cluster eu --key 278d425bdf160c739803 --json | jq .data
`;

export const listen: AddCommand = (program, run) => {
  const command = program
    .command('listen')
    .summary('print the events of channels')
    .description(
      'Prints the events of channels as they come, until Ctrl-C. What happens to the connection is on stderr.',
    )
    .argument('<channel...>', 'names of channels, of any kind')
    .option('--event <name>', 'only events of this name; can be repeated', names)
    .option('--json', 'print JSON Lines: time, channel, event, data, userId')
    .addHelpText('after', EXAMPLES);
  addAuthorizationFlags(addConnectionFlags(command)).action((channelNames: readonly string[], flags: Flags) =>
    run(listening(channelNames, flags).pipe(untilInterrupted())),
  );
};
