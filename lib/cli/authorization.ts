import type { Command } from 'commander';
import { Option } from 'commander';
import type { PusherOptions } from '../options.js';
import { channelKind, isEncryptedName } from '../protocol/channel-name.js';
import { secretAuthorizer } from '../server/index.js';
import { UsageError } from './failure.js';
import type { Target, TargetFlags } from './target.js';

/** Who lets us into channels that are not public. */
export interface AuthorizationFlags extends TargetFlags {
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
    .option('--user <id>', 'who joins presence channels, with a secret or on this machine (default: somebody)')
    .option('--master-key <base64>', 'opens encrypted channels, with a secret');

const bySecret = (key: string, secret: string, { user, masterKey }: AuthorizationFlags) => ({
  channelAuthorization: secretAuthorizer({
    key,
    secret,
    member: { user_id: user ?? 'rx-pusher' },
    ...(masterKey === undefined ? {} : { encryptionMasterKeyBase64: masterKey }),
  }),
});

const bySandbox = ({ address, key }: Target, user: string | undefined) => {
  if ('cluster' in address) return {};
  const { host, port, tls } = address;
  const endpoint = `${tls ? 'https' : 'http'}://${host}:${String(port)}/pusher/auth?key=${encodeURIComponent(key)}`;
  return { channelAuthorization: { endpoint, ...(user !== undefined && { params: { user_id: user } }) } };
};

/** The flags as an option of `createPusher`. Throws if one of the channels needs more than there is. */
export const authorizationOptions = (
  flags: AuthorizationFlags,
  target: Target,
  channels: readonly string[],
): Pick<PusherOptions, 'channelAuthorization'> => {
  const { authEndpoint, masterKey } = flags;
  // A sandbox lets everybody in; it needs no secret unless one is given.
  const secret = target.sandbox ? flags.secret : target.secret;
  if (authEndpoint !== undefined) return { channelAuthorization: { endpoint: authEndpoint } };
  if (secret !== undefined) {
    const sealed = channels.find(isEncryptedName);
    if (sealed !== undefined && masterKey === undefined) throw new UsageError(`${sealed} needs a --master-key`);
    return bySecret(target.key, secret, flags);
  }
  if (masterKey !== undefined) throw new UsageError('--master-key needs a --secret');
  if (target.sandbox) return bySandbox(target, flags.user);
  const closed = channels.find((name) => channelKind(name).type !== 'public');
  if (closed !== undefined) throw new UsageError(`${closed} needs --secret or --auth-endpoint`);
  return {};
};
