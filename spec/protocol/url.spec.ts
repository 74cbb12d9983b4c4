import fc from 'fast-check';
import { clusterHost, connectionUrl } from '../../lib/protocol/url.js';

const client = { name: 'rx-pusher', version: '1.2.3' };
const QUERY = '?protocol=7&client=rx-pusher&version=1.2.3';
const url = (host: string, port?: number, path = '', secure = true, key = 'key') =>
  connectionUrl(key, { host, port, path }, secure, client);

describe('the URL of the socket', () => {
  it('is at the cluster, with what the protocol asks for', () => {
    expect(url(clusterHost('eu'))).toBe(`wss://ws-eu.pusher.com/app/key${QUERY}`);
  });

  it('is without TLS where that is wanted', () => {
    expect(url('localhost', 6001, '', false)).toBe(`ws://localhost:6001/app/key${QUERY}`);
  });

  it("leaves out the port that is the scheme's own", () => {
    expect(url('h', 443)).toBe(`wss://h/app/key${QUERY}`);
    expect(url('h', 80, '', false)).toBe(`ws://h/app/key${QUERY}`);
    expect(url('h', 80)).toBe(`wss://h:80/app/key${QUERY}`);
    expect(url('h', 443, '', false)).toBe(`ws://h:443/app/key${QUERY}`);
  });

  it.each(['reverb', '/reverb', '/reverb/', 'reverb//'])('takes the path prefix %s', (path) => {
    expect(url('h', undefined, path)).toBe(`wss://h/reverb/app/key${QUERY}`);
  });

  it('takes a prefix of several parts, and none', () => {
    expect(url('h', undefined, '/a/b')).toBe(`wss://h/a/b/app/key${QUERY}`);
    expect(url('h', undefined, '/')).toBe(`wss://h/app/key${QUERY}`);
  });

  it('puts an IPv6 address in brackets, once', () => {
    expect(url('::1', 6001)).toBe(`wss://[::1]:6001/app/key${QUERY}`);
    expect(url('[::1]', 6001)).toBe(`wss://[::1]:6001/app/key${QUERY}`);
  });

  it('escapes the key and the client', () => {
    expect(url('h', undefined, '', true, 'a/b?c#d')).toBe(`wss://h/app/a%2Fb%3Fc%23d${QUERY}`);
    expect(connectionUrl('k', { host: 'h', port: undefined, path: '' }, true, { name: 'a&b', version: '1 2' })).toBe(
      'wss://h/app/k?protocol=7&client=a%26b&version=1%202',
    );
  });

  it('is read back by the platform as what was put in', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1 }),
        fc.integer({ min: 1, max: 65_535 }),
        fc.boolean(),
        (key, port, secure) => {
          const parsed = new URL(url('example.com', port, '/p', secure, key));
          expect(parsed.protocol).toBe(secure ? 'wss:' : 'ws:');
          expect(parsed.port).toBe(port === (secure ? 443 : 80) ? '' : String(port));
          // A path of dots alone is the platform's to resolve.
          if (!/^\.{1,2}$/.test(key)) expect(decodeURIComponent(parsed.pathname)).toBe(`/p/app/${key}`);
          expect(parsed.searchParams.get('protocol')).toBe('7');
        },
      ),
    );
  });
});
