import type { Command } from 'commander';
import type { Observable } from 'rxjs';
import { defer, mergeMap } from 'rxjs';
import type { PusherServer } from '../server/index.js';
import { createPusherServer } from '../server/index.js';
import { addTargetFlags } from './connection.js';
import { variables } from './environment.js';
import { UsageError } from './failure.js';
import type { Line } from './line.js';
import { json } from './line.js';
import type { Target, TargetFlags } from './target.js';
import { targetOf } from './target.js';

/** Flags of what asks the HTTP API. */
export interface ApiFlags extends TargetFlags {
  readonly masterKey?: string;
  readonly json?: boolean;
}

export const addApiFlags = (command: Command): Command =>
  addTargetFlags(command)
    .option('--app-id <id>', 'id of the app (default: app-id)')
    .option('--secret <secret>', 'secret of the app (default: app-secret)')
    .option('--json', "print the server's answer as one line of JSON");

/** The API of a target. Throws a `UsageError` if its id or secret is not known. */
export const serverOf = ({ address, id, key, secret, prefix }: Target, masterKey?: string): PusherServer => {
  if (id === undefined || secret === undefined)
    throw new UsageError(`needs --app-id and --secret, or ${prefix}_APP_ID and ${prefix}_APP_SECRET`);
  const app = { appId: id, key, secret, ...(masterKey === undefined ? {} : { encryptionMasterKeyBase64: masterKey }) };
  if ('cluster' in address) return createPusherServer({ ...app, cluster: address.cluster });
  const { host, port, tls } = address;
  return createPusherServer({ ...app, host, useTLS: tls, ...(port === undefined ? {} : { port }) });
};

/** The API that the flags are about. */
export const apiOf = (flags: ApiFlags): PusherServer => serverOf(targetOf(flags, variables()), flags.masterKey);

/** One question to the API: its answer as JSON, or as it is written for people. */
export const asked = <T extends object>(
  flags: ApiFlags,
  ask: (server: PusherServer) => Observable<T>,
  written: (answer: T) => readonly Line[],
): Observable<Line> =>
  defer(() => ask(apiOf(flags))).pipe(mergeMap((answer) => (flags.json === true ? [json(answer)] : written(answer))));
