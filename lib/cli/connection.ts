import type { Command } from 'commander';
import { Option } from 'commander';
import type { PusherOptions } from '../options.js';
import { DEFAULT_APP } from '../sandbox/engine/app-options.js';
import { UsageError } from './failure.js';
import { integer } from './parsers.js';

/** Which server, and which app of it. */
export interface ConnectionFlags {
  readonly host?: string;
  readonly port?: number;
  readonly cluster?: string;
  readonly key?: string;
  readonly tls?: true;
  readonly attempts?: number;
}

/** Where `rx-pusher serve` is unless told otherwise. */
const LOCAL = { host: '127.0.0.1', port: 6001 };

export const addConnectionFlags = (command: Command): Command =>
  command
    .option('--key <key>', `key of the app (default: ${DEFAULT_APP.key}, that of rx-pusher serve)`)
    .option('--host <name>', `host of the server (default: ${LOCAL.host})`)
    .option('--port <number>', `port (default: ${LOCAL.port}; with --host that of the scheme)`, integer(1, 65_535))
    .addOption(new Option('--cluster <name>', "one of Pusher's clusters instead, as eu").conflicts(['host', 'port']))
    .option('--tls', 'connect by TLS; with --cluster always')
    .option('--attempts <number>', 'give up after so many attempts (default: never)', integer(1, 1_000_000));

/** The address of a server on this machine, where neither a host nor a cluster was named. */
export const localUrl = ({ host, cluster, port = LOCAL.port, tls }: ConnectionFlags): string | undefined =>
  host === undefined && cluster === undefined
    ? `${tls === undefined ? 'http' : 'https'}://${LOCAL.host}:${port}`
    : undefined;

export const keyOf = ({ key, cluster }: ConnectionFlags): string => {
  if (key === undefined && cluster !== undefined) throw new UsageError('--cluster needs a --key');
  return key ?? DEFAULT_APP.key;
};

/** The flags as options of `createPusher`. */
export const connectionOptions = ({ host, port, cluster, tls, attempts }: ConnectionFlags): PusherOptions => {
  const wanted = port ?? (host === undefined ? LOCAL.port : undefined);
  return {
    ...(cluster === undefined
      ? {
          wsHost: host ?? LOCAL.host,
          forceTLS: tls ?? false,
          ...(wanted === undefined ? {} : { wsPort: wanted, wssPort: wanted }),
        }
      : { cluster }),
    ...(attempts === undefined ? {} : { reconnect: { maxAttempts: attempts } }),
    linger: 0,
  };
};
