import { exitCodeOf } from '../../lib/cli/failure.js';
import { targetOf } from '../../lib/cli/target.js';
import type { TargetFlags } from '../../lib/cli/target.js';

const ENV = {
  PUSHER_APP_ID: '3',
  PUSHER_APP_KEY: 'env-key',
  PUSHER_APP_SECRET: 'env-secret',
};
const target = (flags: TargetFlags, env: Readonly<Record<string, string>> = {}) => targetOf(flags, env);
const address = (flags: TargetFlags, env: Readonly<Record<string, string>> = {}) =>
  target(flags, { ...ENV, ...env }).address;

describe('what a command is about', () => {
  it('is a sandbox on this machine unless something says otherwise', () => {
    expect(target({})).toEqual({
      address: { host: '127.0.0.1', port: 6001, tls: false },
      key: 'app-key',
      id: 'app-id',
      secret: 'app-secret',
      prefix: 'PUSHER',
      sandbox: true,
    });
  });

  it.each<[string, TargetFlags, Readonly<Record<string, string>>, unknown]>([
    ['a cluster by a flag', { cluster: 'eu' }, { PUSHER_HOST: 'h' }, { cluster: 'eu' }],
    ['a cluster by the environment', {}, { PUSHER_APP_CLUSTER: 'eu' }, { cluster: 'eu' }],
    ['a host before a cluster', {}, { PUSHER_APP_CLUSTER: 'mt1', PUSHER_HOST: 'h' }, { host: 'h', tls: false }],
    ['no host where it is empty', {}, { PUSHER_APP_CLUSTER: 'mt1', PUSHER_HOST: '' }, { cluster: 'mt1' }],
    ["a cluster by its API's host", {}, { PUSHER_HOST: 'api-ap1.pusher.com' }, { cluster: 'ap1' }],
    [
      'a host with a scheme and a port',
      {},
      { PUSHER_HOST: 'h', PUSHER_PORT: '8443', PUSHER_SCHEME: 'https' },
      { host: 'h', port: 8443, tls: true },
    ],
    ['TLS on its own port', {}, { PUSHER_HOST: 'h', PUSHER_PORT: '443' }, { host: 'h', port: 443, tls: true }],
    [
      'another port of that host',
      { port: 99 },
      { PUSHER_HOST: 'h', PUSHER_PORT: '8' },
      { host: 'h', port: 99, tls: false },
    ],
    ['a host by a flag alone', { host: 'f' }, { PUSHER_HOST: 'h', PUSHER_PORT: '8' }, { host: 'f', tls: false }],
    ['this machine by a port', { port: 99 }, { PUSHER_APP_CLUSTER: 'eu' }, { host: '127.0.0.1', port: 99, tls: false }],
    ['a preset', { preset: 'soketi' }, { PUSHER_APP_CLUSTER: 'mt1' }, { host: '127.0.0.1', port: 6001, tls: false }],
    ['a preset elsewhere', { preset: 'sockudo', host: 'f' }, {}, { host: 'f', port: 6001, tls: false }],
    ['a preset behind TLS', { preset: 'sockudo', host: 'f', tls: true }, {}, { host: 'f', tls: true }],
  ])('is %s', (_, flags, env, expected) => {
    expect(JSON.parse(JSON.stringify(address(flags, env)))).toEqual(expected);
  });

  it('is Reverb as its own variables say', () => {
    const env = { ...ENV, REVERB_APP_KEY: 'r', REVERB_APP_SECRET: 's', REVERB_HOST: 'localhost', REVERB_PORT: '8080' };
    expect(target({ preset: 'reverb' }, env)).toMatchObject({
      address: { host: 'localhost', port: 8080, tls: false },
      key: 'r',
      secret: 's',
      sandbox: false,
    });
    expect(target({ preset: 'reverb', key: 'k' }).address).toEqual({ host: '127.0.0.1', port: 8080, tls: false });
  });

  it('takes the app of the environment, but no secret of another app than the key', () => {
    expect(target({}, ENV)).toMatchObject({ id: '3', key: 'env-key', secret: 'env-secret' });
    expect(target({ key: 'env-key', secret: 'flag' }, ENV)).toMatchObject({ id: '3', secret: 'flag' });
    expect(target({ key: 'other' }, ENV)).toMatchObject({ id: undefined, secret: undefined });
    expect(target({ host: 'elsewhere' })).toMatchObject({ key: 'app-key', secret: undefined });
    expect(target({ preset: 'soketi', host: 'elsewhere' })).toMatchObject({ key: 'app-key', secret: 'app-secret' });
  });

  it.each<[string, TargetFlags, Readonly<Record<string, string>>, RegExp]>([
    ['a cluster without a key', { cluster: 'eu' }, {}, /--cluster needs a --key/],
    ['Reverb without a key', { preset: 'reverb' }, {}, /--key, or REVERB_APP_KEY/],
    ["Pusher's without a cluster", { preset: 'pusher' }, ENV, /--preset pusher needs a --cluster/],
    ['a port that is none', {}, { PUSHER_HOST: 'h', PUSHER_PORT: 'x' }, /PUSHER_PORT: not a port/],
  ])('refuses %s', (_, flags, env, complaint) => {
    const refusal = (() => {
      try {
        return target(flags, env);
      } catch (error) {
        return error;
      }
    })();
    expect(String(refusal)).toMatch(complaint);
    expect(exitCodeOf(refusal)).toBe(2);
  });
});
