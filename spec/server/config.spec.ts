import { settingsOf } from '../../lib/server/config.js';
import { errorLike } from '../support/error-like.js';

const app = { appId: '3', key: 'k', secret: 'the-secret', cluster: 'eu' };
const read = (options: object) => settingsOf({ ...app, ...options });

describe('the configuration of a server', () => {
  it('has defaults: 15 s, no retry, 10,240 bytes', () => {
    expect(read({})).toMatchObject({
      timeout: 15_000,
      retry: { attempts: 0, publishes: false },
      maxDataSize: 10_240,
      masterKey: undefined,
    });
    expect(read({ retry: {} }).retry).toEqual({ attempts: 3, minDelay: 500, maxDelay: 10_000, publishes: false });
  });

  it('may be a URL alone', () => {
    expect(settingsOf('https://k:s@api-eu.pusher.com/apps/3').origin).toBe('https://api-eu.pusher.com');
  });

  it('takes 32 bytes of base64 as master key', () => {
    const masterKey = new Uint8Array(32).fill(7);
    expect(read({ encryptionMasterKeyBase64: btoa('\x07'.repeat(32)) }).masterKey).toEqual(masterKey);
  });

  it.each([
    ['timeout', { timeout: 0 }],
    ['timeout', { timeout: NaN }],
    ['timeout', { timeout: Infinity }],
    ['retry.count', { retry: { count: 3 } }],
    ['retry.publishes', { retry: { publishes: 1 } }],
    ['retry.maxDelay', { retry: { maxDelay: 2 ** 31 } }],
    ['retry', { retry: true }],
    ['retry', { retry: null }],
    ['retry.attempts', { retry: { attempts: 1.5 } }],
    ['retry.minDelay', { retry: { minDelay: -1 } }],
    ['timeout', { timeout: '5000' }],
    ['fetch', { fetch: null }],
    ['encryptionMasterKeyBase64', { encryptionMasterKeyBase64: 7 }],
    ['toString', { toString: 'x' }],
    ['forceTLS', { forceTLS: true }],
    ['retry.attempts', { retry: { attempts: -1 } }],
    ['retry.minDelay', { retry: { minDelay: 'long' } }],
    ['maxDataSize', { maxDataSize: 0 }],
    ['fetch', { fetch: 'node-fetch' }],
    ['random', { random: 4 }],
    ['encryptionMasterKeyBase64', { encryptionMasterKeyBase64: btoa('the-secret') }],
    ['agent', { agent: {} }],
    ['encrypted', { encrypted: true }],
    ['timeOut', { timeOut: 5 }],
  ])('names %s where it is %j, and shows no secret', (option, change) => {
    expect(() => read(change)).toThrow(errorLike({ _tag: 'OptionError', option }));
    expect(() => read(change)).not.toThrow(/the-secret|dGhlLXNlY3JldA/);
  });

  it('says what an option is named here', () => {
    for (const [option, name] of [
      ['encrypted', 'useTLS'],
      ['forceTLS', 'useTLS'],
      ['scheme', 'useTLS'],
      ['wsHost', 'host'],
      ['wsPort', 'port'],
      ['encryptionMasterKey', 'encryptionMasterKeyBase64'],
    ])
      expect(() => read({ [option!]: 'x' })).toThrow(new RegExp(`option ${option!}: is .*${name!}`));
  });

  it('takes what environment variables have, which is text', () => {
    expect(read({ port: '6001', host: 'localhost' }).origin).toBe('https://localhost:6001');
    expect(read({ appId: 3 }).appPath).toBe('/apps/3');
  });

  it.each([undefined, null, 7, () => app])('is refused where it is %p', (config) => {
    expect(() => settingsOf(config as never)).toThrow(errorLike({ option: 'config' }));
  });
});
