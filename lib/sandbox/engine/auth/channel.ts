import { keyFromBase64, toBase64 } from '../../../encryption/secretbox.js';
import { sharedSecret } from '../../../encryption/shared-secret.js';
import { channelKind, validateChannelName } from '../../../protocol/channel-name.js';
import type { ChannelAuthorization } from '../../../protocol/payload.js';
import { channelMessage, sign } from '../../../protocol/signature.js';
import type { Answer } from '../api/answer.js';
import { failure, json } from '../api/answer.js';
import type { App } from '../state.js';
import { channelNames } from './form.js';
import { userOf } from './user.js';

/** Everything the kind of the channel asks for; undefined where there is nothing to sign. */
const authorize = (
  { settings }: App,
  socketId: string,
  name: string,
  form: URLSearchParams,
): ChannelAuthorization | undefined => {
  const { type } = channelKind(name);
  if (type === 'public' || validateChannelName(name)._tag === 'Left') return undefined;
  const signed = (channelData?: string) =>
    `${settings.key}:${sign(settings.secret, channelMessage(socketId, name, channelData))}`;
  if (type === 'presence') {
    const { id: user_id, user_info } = userOf(socketId, form);
    const channel_data = JSON.stringify({ user_id, user_info });
    return { auth: signed(channel_data), channel_data };
  }
  if (type === 'private') return { auth: signed() };
  const masterKey = keyFromBase64(settings.encryptionMasterKeyBase64);
  return masterKey === undefined
    ? undefined
    : { auth: signed(), shared_secret: toBase64(sharedSecret(name, masterKey)) };
};

/** Grants whatever is asked for, one channel or a batch. */
export const authorizeChannels = (app: App, socketId: string, form: URLSearchParams): Answer => {
  const { one, batch } = channelNames(form);
  const grant = (name: string) => authorize(app, socketId, name, form);
  if (one === null) {
    const granted = batch.map((name) => [name, grant(name)] as const);
    return json(
      Object.fromEntries(
        granted.map(([name, data]) => [name, data === undefined ? { status: 403 } : { status: 200, data }]),
      ),
    );
  }
  const data = grant(one);
  return data === undefined ? failure(403, 'The channel takes no signature of this app') : json(data);
};
