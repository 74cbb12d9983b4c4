import type { Observable } from 'rxjs';
import { defer, of } from 'rxjs';
import { OptionError } from '../errors.js';
import { isPresenceName } from '../protocol/channel-name.js';
import type { ChannelAuthorization, UserAuthentication } from '../protocol/payload.js';
import type { PresenceMember, SignedUser } from './authorize.js';
import { authenticateUser, authorizeChannel } from './authorize.js';
import { masterKeyOf } from './config.js';

/** Whose secret signs, and for whom. */
export interface SecretAuthorizerOptions {
  /** The key of the app. */
  readonly key: string;
  /** The secret of the app. */
  readonly secret: string;
  /** Who joins presence channels. Left out: the user signed in on the connection. */
  readonly member?: PresenceMember | ((request: { socketId: string; channelName: string }) => PresenceMember);
  /** Who signs in. */
  readonly user?: SignedUser;
  /** Opens encrypted channels: 32 bytes in base64. */
  readonly encryptionMasterKeyBase64?: string;
}

/** One function for both options of the client, `channelAuthorization` and `userAuthentication`. */
export interface SecretAuthorizer {
  /** Cold, emits the signature of a channel and completes. */
  (request: { socketId: string; channelName: string }): Observable<ChannelAuthorization>;
  /** Cold, emits the signature of the user and completes. */
  (request: { socketId: string }): Observable<UserAuthentication>;
}

interface Ask {
  readonly socketId: string;
  readonly channelName?: string;
}

/**
 * Signs on the spot, without an endpoint. For processes that may know the secret: servers, command lines, tests. Never for
 * a browser: whoever has the secret can publish anything and join as anyone.
 */
export const secretAuthorizer = (options: SecretAuthorizerOptions): SecretAuthorizer => {
  const { key, secret, member, user } = options;
  if (typeof key !== 'string' || key === '') throw new OptionError('key', 'not a text');
  if (typeof secret !== 'string' || secret === '') throw new OptionError('secret', 'not a text');
  const signer = { token: { key, secret }, masterKey: masterKeyOf(options.encryptionMasterKeyBase64) };

  const channel = (ask: { socketId: string; channelName: string }): ChannelAuthorization => {
    const joining = typeof member === 'function' ? member(ask) : member;
    return authorizeChannel(
      signer,
      ask.socketId,
      ask.channelName,
      isPresenceName(ask.channelName) ? joining : undefined,
    );
  };
  const signIn = ({ socketId }: Ask): UserAuthentication => {
    if (user === undefined) throw new OptionError('user', 'needed to sign in');
    return authenticateUser(signer, socketId, user);
  };

  return ((ask: Ask) =>
    defer(() =>
      of(
        ask.channelName === undefined ? signIn(ask) : channel({ socketId: ask.socketId, channelName: ask.channelName }),
      ),
    )) as SecretAuthorizer;
};
