import type { Command } from 'commander';
import { Option } from 'commander';
import type { PusherOptions } from '../options.js';
import { integer } from './parsers.js';
import { PRESET_NAMES } from './presets.js';
import type { Target, TargetFlags } from './target.js';

/** How to connect. */
export interface ConnectionFlags extends TargetFlags {
  readonly attempts?: number;
}

/** Flags of everything that talks to a server. */
export const addTargetFlags = (command: Command): Command =>
  command
    .addOption(
      new Option('--preset <server>', 'a kind of server as it comes (default: rx-pusher serve)').choices(PRESET_NAMES),
    )
    .option('--key <key>', 'key of the app (default: app-key, that of rx-pusher serve)')
    .option('--host <name>', 'host of the server (default: 127.0.0.1)')
    .option('--port <number>', 'port (default: 6001; with --host that of the scheme)', integer(1, 65_535))
    .addOption(new Option('--cluster <name>', "one of Pusher's clusters instead, as eu").conflicts(['host', 'port']))
    .option('--tls', 'connect by TLS; with --cluster always');

export const addConnectionFlags = (command: Command): Command =>
  addTargetFlags(command).option(
    '--attempts <number>',
    'give up after so many attempts (default: never)',
    integer(1, 1_000_000),
  );

/** The target as options of `createPusher`. */
export const connectionOptions = ({ address }: Target, { attempts }: ConnectionFlags = {}): PusherOptions => ({
  ...('cluster' in address
    ? address
    : {
        wsHost: address.host,
        forceTLS: address.tls,
        ...(address.port === undefined ? {} : { wsPort: address.port, wssPort: address.port }),
      }),
  ...(attempts === undefined ? {} : { reconnect: { maxAttempts: attempts } }),
  linger: 0,
});
