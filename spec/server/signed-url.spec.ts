import { sign } from '../../lib/protocol/signature.js';
import { signedUrl } from '../../lib/server/signed-url.js';

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
