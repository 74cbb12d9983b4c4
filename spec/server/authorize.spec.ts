import { authenticateUser, authorizeChannel } from '../../lib/server/authorize.js';
import { errorLike } from '../support/error-like.js';

const signer = { token: { key: '278d425bdf160c739803', secret: '7ad3773142a6692b25b8' }, masterKey: undefined };
const auth = (signature: string) => `278d425bdf160c739803:${signature}`;

describe('authorizing a channel', () => {
  it('signs the examples of the protocol', () => {
    expect(authorizeChannel(signer, '1234.1234', 'private-foobar')).toEqual({
      auth: auth('58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4'),
    });
    const member = { user_id: 10 as unknown as string, user_info: { name: 'Mr. Channels' } };
    expect(authorizeChannel(signer, '1234.1234', 'presence-foobar', member)).toEqual({
      auth: auth('31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80'),
      channel_data: '{"user_id":10,"user_info":{"name":"Mr. Channels"}}',
    });
  });

  it('gives the key of an encrypted channel', () => {
    const masterKey = new Uint8Array(32).fill(7);
    expect(authorizeChannel({ ...signer, masterKey }, '1.2', 'private-encrypted-a').shared_secret).toBe(
      'Dhj1FoClZczrz/R47X27PbzUv31V0dCJeUOBwc+bxJU=',
    );
    expect(() => authorizeChannel(signer, '1.2', 'private-encrypted-a')).toThrow(
      errorLike({ option: 'encryptionMasterKeyBase64' }),
    );
  });

  it('signs a presence channel without a member, for a user who is signed in', () => {
    expect(Object.keys(authorizeChannel(signer, '1.2', 'presence-x'))).toEqual(['auth']);
  });

  const nobodies = [
    ...[null, false, true, '', 'u1', 7, [], ['u1'], {}, () => ({ user_id: 'u1' }), new Map([['user_id', 'u1']])],
    ...[undefined, null, '', true, NaN, 1e21, {}, ['u1'], () => 'u1'].map((user_id) => ({ user_id })),
    Object.create({ user_id: 'u1' }),
    { user_id: 'u1', toJSON: () => null },
    { user_id: 'u1', user_info: 1n },
  ];
  it.each(nobodies.map((member) => [member]))('signs nothing for a member %p, on any channel', (member) => {
    for (const channel of ['presence-x', 'private-x'])
      expect(() => authorizeChannel(signer, '1.2', channel, member as never)).toThrow(
        errorLike({ _tag: 'ArgumentError', argument: 'member' }),
      );
  });

  it('refuses public channels, wrong names and wrong sockets', () => {
    expect(() => authorizeChannel(signer, '1.2', 'news')).toThrow(/public/);
    expect(() => authorizeChannel(signer, '1.2', 'private-a b')).toThrow(errorLike({ _tag: 'ChannelNameError' }));
    expect(() => authorizeChannel(signer, '1.2:private-x', 'private-a')).toThrow(errorLike({ argument: 'socketId' }));
  });
});

describe('authenticating a user', () => {
  it('signs the example of the protocol', () => {
    expect(authenticateUser(signer, '1234.1234', { id: '12345' })).toEqual({
      auth: auth('4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba'),
      user_data: '{"id":"12345"}',
    });
  });

  it.each([undefined, null, '', 7, true, {}, ['u1']])('needs an id, not %p', (id) => {
    expect(() => authenticateUser(signer, '1.2', { id: id as never })).toThrow(errorLike({ argument: 'userId' }));
  });

  it.each([undefined, null, '', 'u1', 7, [], () => ({ id: 'u1' }), { id: 'u1', toJSON: () => 'u1' }])(
    'is of an object, not %p',
    (user) => {
      expect(() => authenticateUser(signer, '1.2', user as never)).toThrow(
        errorLike({ _tag: 'ArgumentError', argument: 'user' }),
      );
    },
  );

  it.each(['u2', {}, [7], [''], [null], null])('has a watchlist of ids, not %j', (watchlist) => {
    expect(() => authenticateUser(signer, '1.2', { id: 'u1', watchlist: watchlist as never })).toThrow(
      errorLike({ argument: 'user' }),
    );
  });
});
