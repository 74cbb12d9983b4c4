import type { Observable } from 'rxjs';
import { asyncScheduler, defer, EMPTY, filter, map, merge, of, switchMap } from 'rxjs';
import type { ChannelEvent } from '../channels/types.js';
import type { ConnectionState } from '../connection/state.js';
import { encryption } from '../encryption/index.js';
import { createPusher } from '../pusher.js';
import type { AuthorizationFlags } from './authorization.js';
import { addAuthorizationFlags, authorizationOptions } from './authorization.js';
import type { AddCommand } from './command.js';
import type { ConnectionFlags } from './connection.js';
import { addConnectionFlags, connectionOptions, keyOf } from './connection.js';
import { reasonOf } from './failure.js';
import type { Line } from './line.js';
import { json, note, result } from './line.js';
import { names } from './parsers.js';

interface Flags extends ConnectionFlags, AuthorizationFlags {
  readonly event?: readonly string[];
  readonly json?: boolean;
}

const said = (state: ConnectionState): Observable<Line> => {
  if (state.status === 'connected') return of(note(`connected as ${state.socketId}`));
  if (state.status !== 'waiting') return EMPTY;
  const { attempt, delay, cause } = state;
  return of(note(`${reasonOf(cause)}; attempt ${attempt} in ${(delay / 1_000).toFixed(1)} s`));
};

const heard = ({ channel, event, data, userId }: ChannelEvent, asJson: boolean): Line => {
  const time = new Date(asyncScheduler.now()).toISOString();
  return asJson
    ? json({ time, channel, event, data, ...(userId === undefined ? {} : { userId }) })
    : result(`${time.slice(11, 23)} ${channel} ${event} ${JSON.stringify(data)}`);
};

const listening = (channelNames: readonly string[], flags: Flags): Observable<Line> =>
  defer(() => {
    const pusher = createPusher(keyOf(flags), {
      ...connectionOptions(flags),
      ...authorizationOptions(flags, channelNames),
      encryption,
    });
    const wanted = flags.event && new Set(flags.event);
    const channels = [...new Set(channelNames)].map((name) => pusher.channel(name));
    return merge(
      pusher.state$.pipe(switchMap(said)),
      pusher.errors$.pipe(map((error) => note(reasonOf(error)))),
      ...channels.map(({ name, state$ }) =>
        state$.pipe(
          filter(({ status }) => status === 'subscribed'),
          map(() => note(`subscribed to ${name}`)),
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

export const listen: AddCommand = (program, run) => {
  const command = program
    .command('listen')
    .summary('print the events of channels')
    .description(
      'Prints the events of channels as they come, until Ctrl-C. What happens to the connection is on stderr.',
    )
    .argument('<channel...>', 'names of channels, of any kind')
    .option('--event <name>', 'only events of this name; can be repeated', names)
    .option('--json', 'print JSON Lines: time, channel, event, data, userId');
  addAuthorizationFlags(addConnectionFlags(command)).action((channelNames: readonly string[], flags: Flags) =>
    run(listening(channelNames, flags)),
  );
};
