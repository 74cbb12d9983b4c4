import type { Command } from 'commander';
import { Option } from 'commander';
import type { PusherOptions } from '../options.js';
import { channelKind, isEncryptedName } from '../protocol/channel-name.js';
import { secretAuthorizer } from '../server/index.js';
import type { ConnectionFlags } from './connection.js';
import { keyOf, localUrl } from './connection.js';
import { UsageError } from './failure.js';

/** Who lets us into channels that are not public. */
export interface AuthorizationFlags {
  readonly secret?: string;
  readonly authEndpoint?: string;
  readonly user?: string;
  readonly masterKey?: string;
}

export const addAuthorizationFlags = (command: Command): Command =>
  command
    .option('--secret <secret>', 'secret of the app: signs for channels that are not public')
    .addOption(
      new Option('--auth-endpoint <url>', 'asks there instead (default: on this machine the server itself)').conflicts([
        'secret',
        'user',
        'masterKey',
      ]),
    )
    .option('--user <id>', 'who joins presence channels, with --secret or on this machine (default: somebody)')
    .option('--master-key <base64>', 'opens encrypted channels, with --secret');

/** The flags as an option of `createPusher`. Throws if one of the channels needs more than there is. */
export const authorizationOptions = (
  flags: AuthorizationFlags & ConnectionFlags,
  channels: readonly string[],
): Pick<PusherOptions, 'channelAuthorization'> => {
  const { secret, authEndpoint, user, masterKey } = flags;
  if (secret !== undefined) {
    const sealed = channels.find(isEncryptedName);
    if (sealed !== undefined && masterKey === undefined) throw new UsageError(`${sealed} needs a --master-key`);
    return {
      channelAuthorization: secretAuthorizer({
        key: keyOf(flags),
        secret,
        member: { user_id: user ?? 'rx-pusher' },
        ...(masterKey === undefined ? {} : { encryptionMasterKeyBase64: masterKey }),
      }),
    };
  }
  if (masterKey !== undefined) throw new UsageError('--master-key needs a --secret');
  if (authEndpoint !== undefined) return { channelAuthorization: { endpoint: authEndpoint } };
  const local = localUrl(flags);
  if (local !== undefined) {
    const endpoint = `${local}/pusher/auth?key=${encodeURIComponent(keyOf(flags))}`;
    return { channelAuthorization: { endpoint, ...(user && { params: { user_id: user } }) } };
  }
  const closed = channels.find((name) => channelKind(name).type !== 'public');
  if (closed !== undefined) throw new UsageError(`${closed} needs --secret or --auth-endpoint`);
  return {};
};
