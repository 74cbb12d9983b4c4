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

  it.each([
    undefined,
    null,
    true,
    false,
    '',
    'u1',
    {},
    { user_id: '' },
    { user_id: undefined },
    Promise.resolve(member),
  ])('lets nobody join whose member is %p', async (given) => {
    const authorizer = secretAuthorizer({ ...token, member: () => given as never });
    await expect(firstValueFrom(authorizer({ socketId: '1.2', channelName: 'presence-x' }))).rejects.toMatchObject({
      _tag: 'ArgumentError',
      argument: 'member',
    });
  });

  it('asks for no member where none is needed', async () => {
    const member = jest.fn();
    await firstValueFrom(secretAuthorizer({ ...token, member })({ socketId: '1.2', channelName: 'private-x' }));
    expect(member).not.toHaveBeenCalled();
  });

  it('refuses by name what is unknown, wrong or missing', () => {
    const make = (options: object) => () => secretAuthorizer(options as never);
    expect(make({ secret: 's' })).toThrow(errorLike({ _tag: 'OptionError', option: 'key' }));
    expect(make({ key: 'k' })).toThrow(errorLike({ option: 'secret' }));
    for (const [option, value] of [
      ['member', null],
      ['member', {}],
      ['member', { user_id: '' }],
      ['member', 'u1'],
      ['members', () => member],
      ['user', { user_id: 'u1' }],
      ['user', { id: 7 }],
      ['user', 'u1'],
      ['socketId', '1.2'],
    ] as const)
      expect(make({ ...token, [option]: value })).toThrow(errorLike({ _tag: 'OptionError', option }));
  });

  it('refuses wrong options at once, without a secret in the error', () => {
    expect(() => secretAuthorizer({ ...token, key: '' })).toThrow(errorLike({ option: 'key' }));
    expect(() => secretAuthorizer({ ...token, encryptionMasterKeyBase64: 'the-secret' })).toThrow(
      /^(?!.*the-secret).*encryptionMasterKeyBase64/,
    );
  });
});
