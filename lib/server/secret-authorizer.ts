import type { Observable } from 'rxjs';
import { defer, of } from 'rxjs';
import { OptionError } from '../errors.js';
import type { Rule } from '../option-rules.js';
import { checkOptions, either, FUNCTION, TEXT } from '../option-rules.js';
import { isPresenceName } from '../protocol/channel-name.js';
import type { ChannelAuthorization, UserAuthentication } from '../protocol/payload.js';
import type { PresenceMember, SignedUser } from './authorize.js';
import { authenticateUser, authorizeChannel, memberText, userText } from './authorize.js';
import { masterKeyOf } from './config.js';
import { ArgumentError } from './errors.js';

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

const takes =
  (read: (value: unknown) => string) =>
  (value: unknown): boolean => {
    try {
      read(value);
      return true;
    } catch {
      return false;
    }
  };

const RULES: Readonly<Record<keyof SecretAuthorizerOptions, Rule>> = {
  key: TEXT,
  secret: TEXT,
  member: either([takes(memberText), 'a member with a user_id'], FUNCTION),
  user: [takes(userText), 'a user with an id'],
  encryptionMasterKeyBase64: TEXT,
};

/**
 * Signs on the spot, without an endpoint. For processes that may know the secret: servers, command lines, tests. Never for
 * a browser: whoever has the secret can publish anything and join as anyone.
 */
export const secretAuthorizer = (options: SecretAuthorizerOptions): SecretAuthorizer => {
  checkOptions(options, RULES, '');
  for (const name of ['key', 'secret'] as const)
    if ((options[name] as unknown) === undefined) throw new OptionError(name, 'is missing');
  const { key, secret, member, user } = options;
  const signer = { token: { key, secret }, masterKey: masterKeyOf(options.encryptionMasterKeyBase64) };

  const memberOf = (ask: { socketId: string; channelName: string }): PresenceMember | undefined => {
    if (typeof member !== 'function') return member;
    const joining: unknown = member(ask);
    // Without a member the connection would be let in as whoever is signed in on it.
    if (joining === undefined) throw new ArgumentError('member', 'the function gave none');
    return joining as PresenceMember;
  };
  const channel = (ask: { socketId: string; channelName: string }): ChannelAuthorization =>
    authorizeChannel(
      signer,
      ask.socketId,
      ask.channelName,
      isPresenceName(ask.channelName) ? memberOf(ask) : undefined,
    );
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
