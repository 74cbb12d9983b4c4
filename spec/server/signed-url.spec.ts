import { sign } from '../../lib/protocol/signature.js';
import { checkParams, signedUrl, wirePath } from '../../lib/server/signed-url.js';
import { errorLike } from '../support/error-like.js';

const settings = {
  token: { key: '278d425bdf160c739803', secret: '7ad3773142a6692b25b8' },
  origin: 'https://api-eu.pusher.com',
  prefix: '',
  appPath: '/apps/3',
};

describe('the URL of a request', () => {
  it('is that of the example in the documentation of Pusher', () => {
    const body = '{"name":"foo","channels":["project-3"],"data":"{\\"some\\":\\"data\\"}"}';
    const url = signedUrl(settings, 1_353_088_179, { method: 'POST', path: '/apps/3/events', params: {}, body });
    expect(url).toBe(
      'https://api-eu.pusher.com/apps/3/events?auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0' +
        '&body_md5=ec365a775a4cd0599faeb73354201b6f' +
        '&auth_signature=da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c',
    );
  });

  it('carries values escaped, and signs them as they are', () => {
    const params = { filter_by_prefix: 'a&b c=ü' };
    const url = new URL(signedUrl(settings, 7, { method: 'GET', path: '/apps/3/channels', params, body: undefined }));
    expect(url.search).toContain('filter_by_prefix=a%26b%20c%3D%C3%BC&');
    expect(url.searchParams.get('auth_signature')).toBe(
      sign(
        settings.token.secret,
        'GET\n/apps/3/channels\nauth_key=278d425bdf160c739803&auth_timestamp=7&auth_version=1.0&filter_by_prefix=a&b c=ü',
      ),
    );
  });

  it('has the prefix of a proxy in front, which is not signed', () => {
    const request = { method: 'GET', path: '/apps/3/channels', params: {}, body: undefined } as const;
    const plain = new URL(signedUrl(settings, 7, request));
    const behind = new URL(signedUrl({ ...settings, prefix: '/reverb' }, 7, request));
    expect(behind.pathname).toBe('/reverb/apps/3/channels');
    expect(behind.search).toBe(plain.search);
  });
});

describe('the path of a request', () => {
  it('is what goes over the wire: escaped where it has to be', () => {
    expect(wirePath(settings, '/channels/presence-a@b=c,d;e.f/users')).toBe(
      '/apps/3/channels/presence-a@b=c,d;e.f/users',
    );
    expect(wirePath(settings, '/users/a b/x%2Fy')).toBe('/apps/3/users/a%20b/x%2Fy');
  });

  it.each(['channels', '/channels?info=cache', '/a#b', '/channels/..', '/%2e%2E/x', '/./x', '/a\\b'])(
    'refuses %s',
    (path) => {
      expect(() => wirePath(settings, path)).toThrow(errorLike({ _tag: 'ArgumentError', argument: 'path' }));
    },
  );
});

describe('the parameters of a request', () => {
  it.each(['auth_key', 'auth_timestamp', 'auth_version', 'auth_signature', 'body_md5', 'Auth_Key'])(
    'cannot be %s, which the signature sets',
    (name) => {
      expect(() => checkParams({ [name]: '1' })).toThrow(errorLike({ argument: 'params' }));
    },
  );

  it('have no half of a character, in name or value', () => {
    for (const params of [{ a: '\ud800' }, { '\udc00': 'a' }])
      expect(() => checkParams(params)).toThrow(errorLike({ argument: 'params' }));
  });
});
