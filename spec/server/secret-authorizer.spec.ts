import { firstValueFrom } from 'rxjs';
import type { ChannelAuthorizer, UserAuthenticator } from '../../lib/authorization/authorizer.js';
import { authenticateUser, authorizeChannel } from '../../lib/server/authorize.js';
import { secretAuthorizer } from '../../lib/server/secret-authorizer.js';
import { errorLike } from '../support/error-like.js';

const token = { key: 'k', secret: 'the-secret' };
const signer = { token, masterKey: undefined };
const member = { user_id: 'u1', user_info: { name: 'Ada' } };

describe('secretAuthorizer', () => {
  it('is one function for both options of a client', async () => {
    const authorizer = secretAuthorizer({ ...token, member, user: { id: 'u1' } });
    const channelAuthorization: ChannelAuthorizer = authorizer;
    const userAuthentication: UserAuthenticator = authorizer;
    expect(await firstValueFrom(authorizer({ socketId: '1.2', channelName: 'private-x' }))).toEqual(
      authorizeChannel(signer, '1.2', 'private-x'),
    );
    expect(await firstValueFrom(authorizer({ socketId: '1.2' }))).toEqual(
      authenticateUser(signer, '1.2', { id: 'u1' }),
    );
    expect([channelAuthorization, userAuthentication]).toEqual([authorizer, authorizer]);
  });

  it('answers synchronously, so that virtual time goes through it', () => {
    let auth: string | undefined;
    secretAuthorizer(token)({ socketId: '1.2', channelName: 'private-x' }).subscribe((answer) => (auth = answer.auth));
    expect(auth).toMatch(/^k:/);
  });

  it('joins presence channels as its member, one and the same or one for each request', async () => {
    const ask = { socketId: '1.2', channelName: 'presence-x' };
    expect(await firstValueFrom(secretAuthorizer({ ...token, member })(ask))).toEqual(
      authorizeChannel(signer, '1.2', 'presence-x', member),
    );
    const each = secretAuthorizer({ ...token, member: ({ channelName }) => ({ user_id: channelName }) });
    expect((await firstValueFrom(each(ask))).channel_data).toBe('{"user_id":"presence-x"}');
  });

  it('opens encrypted channels with the master key', async () => {
    const authorizer = secretAuthorizer({ ...token, encryptionMasterKeyBase64: btoa('\x07'.repeat(32)) });
    expect(await firstValueFrom(authorizer({ socketId: '1.2', channelName: 'private-encrypted-a' }))).toMatchObject({
      shared_secret: 'Dhj1FoClZczrz/R47X27PbzUv31V0dCJeUOBwc+bxJU=',
    });
  });

  it('fails as a notification where it cannot sign', async () => {
    await expect(firstValueFrom(secretAuthorizer(token)({ socketId: '1.2' }))).rejects.toMatchObject({
      option: 'user',
    });
    await expect(
      firstValueFrom(secretAuthorizer(token)({ socketId: '1.2', channelName: 'news' })),
    ).rejects.toMatchObject({ _tag: 'ChannelNameError' });
  });

  it('refuses wrong options at once, without a secret in the error', () => {
    expect(() => secretAuthorizer({ ...token, key: '' })).toThrow(errorLike({ option: 'key' }));
    expect(() => secretAuthorizer({ ...token, encryptionMasterKeyBase64: 'the-secret' })).toThrow(
      /^(?!.*the-secret).*encryptionMasterKeyBase64/,
    );
  });
});
