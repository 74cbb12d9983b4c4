import { settingsOf } from '../../lib/server/config.js';
import { addressOf } from '../../lib/server/server-address.js';

const parts = { appId: '3', key: 'the-key', secret: 'the-secret', cluster: 'eu' };

const refusal = (options: Record<string, unknown>): { option?: string; text: string } => {
  try {
    settingsOf(options as never);
  } catch (error) {
    return { option: (error as { option: string }).option, text: `${String(error)} ${JSON.stringify(error)}` };
  }
  return { text: 'taken' };
};

describe('the address of an application', () => {
  it('is a cluster, over TLS unless told otherwise', () => {
    expect(addressOf(parts)).toEqual({
      token: { key: 'the-key', secret: 'the-secret' },
      origin: 'https://api-eu.pusher.com',
      prefix: '',
      appPath: '/apps/3',
    });
    expect(addressOf({ ...parts, useTLS: false }).origin).toBe('http://api-eu.pusher.com');
  });

  it('is any host, port and path', () => {
    const { origin, prefix } = addressOf({ ...parts, host: 'ws.example.org', port: '8443', path: 'reverb/' });
    expect([origin, prefix]).toEqual(['https://ws.example.org:8443', '/reverb']);
    expect(addressOf({ ...parts, host: '::1', port: 6001, useTLS: false }).origin).toBe('http://[::1]:6001');
  });

  it('is one URL, its key and secret unescaped', () => {
    expect(addressOf({ url: 'https://key:se%40cret@api-eu.pusher.com/apps/42' })).toEqual({
      token: { key: 'key', secret: 'se@cret' },
      origin: 'https://api-eu.pusher.com',
      prefix: '',
      appPath: '/apps/42',
    });
    expect(addressOf({ url: 'http://k:s@127.0.0.1:6001/some/where/apps/app-id/' })).toMatchObject({
      origin: 'http://127.0.0.1:6001',
      prefix: '/some/where',
      appPath: '/apps/app-id',
    });
  });

  it.each([
    ['appId', { appId: undefined }],
    ['appId', { appId: '3/events' }],
    ['appId', { appId: {} }],
    ['key', { key: '' }],
    ['secret', { secret: undefined }],
    ['secret', { secret: 7 }],
    ['cluster', { cluster: undefined }],
    ['cluster', { cluster: 'eu.evil.org/' }],
    ['host', { host: 'https://ws.example.org' }],
    ['host', { host: 'a b' }],
    ['port', { port: 0 }],
    ['appId', { appId: Number.NaN }],
    ['port', { port: '80a' }],
    ['port', { port: '' }],
    ['port', { port: { toString: 1 } }],
    ['path', { path: '/a?b' }],
    ['path', { path: '/a/../b' }],
    ['path', { path: '/a\n/b' }],
    ['path', { path: '\\evil' }],
    ['path', { path: '/%2e%2E' }],
    ['path', { path: 7 }],
    ['useTLS', { useTLS: 'no' }],
    ['appId', { url: 'https://k:s@h/apps/1' }],
    ['url', { appId: undefined, key: undefined, secret: undefined, cluster: undefined, url: '' }],
  ])('names %s where it is %j', (option, change) => {
    expect(refusal({ ...parts, ...change }).option).toBe(option);
  });

  it.each([
    'api-eu.pusher.com/apps/42',
    'ftp://key:hidden@h/apps/42',
    'https://:hidden@h/apps/42',
    'https://key@h/apps/42',
    'https://key:hidden@h/42',
    'https://key:hidden@h/apps/42?x=1',
    'https://key:hidden@h/apps/a b',
    'https://key:hidden%zz@h/apps/42',
  ])('refuses the URL %s', (url) => {
    expect(refusal({ url }).option).toBe('url');
  });

  it('never shows the secret', () => {
    for (const options of [
      { ...parts, secret: 'hidden', port: 'x' },
      { ...parts, secret: ['hidden'] },
      { url: 'https://key:hidden@h/42' },
      { url: 'nonsense key:hidden@h' },
    ])
      expect(refusal(options).text).not.toContain('hidden');
  });
});
