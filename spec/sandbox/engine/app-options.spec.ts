import { OptionError } from '../../../lib/errors.js';
import { DEFAULT_APP, readApps } from '../../../lib/sandbox/engine/app-options.js';
import { app } from '../support/bed.js';

describe('the options of apps', () => {
  it('have a default each', () => {
    const [settings] = readApps([{ id: 'i', key: 'k', secret: 's', clientMessages: false }]);
    expect(settings).toMatchObject({ id: 'i', enabled: true, clientMessages: false, activityTimeout: 120_000 });
  });

  it('take undefined for left out', () => {
    const options = { ...DEFAULT_APP, enabled: undefined } as unknown as typeof DEFAULT_APP;
    expect(readApps([options])[0]?.enabled).toBe(true);
  });

  it.each<[string, unknown]>([
    ['apps', []],
    ['apps', 'x'],
    ['apps[0]', [null]],
    ['apps[0].id', [{ key: 'k', secret: 's' }]],
    ['apps[0].id', [app({ id: 'a/b' })]],
    ['apps[0].key', [app({ key: '' })]],
    ['apps[0].key', [app({ key: 'a:b' })]],
    ['apps[0].secret', [app({ secret: 1 as unknown as string })]],
    ['apps[1].key', [app(), app({ id: 'other' })]],
    ['apps[1].id', [app(), app({ key: 'other' })]],
    ['apps[0].enabled', [app({ enabled: 'yes' as unknown as boolean })]],
    ['apps[0].maxConnections', [app({ maxConnections: -1 })]],
    ['apps[0].activityTimeout', [app({ activityTimeout: 0 })]],
    ['apps[0].cacheTimeout', [app({ cacheTimeout: 1_800_001 })]],
    ['apps[0].encryptionMasterKeyBase64', [app({ encryptionMasterKeyBase64: 'AAAA' })]],
    ['apps[0].webhooks', [app({ webhooks: ['x'] as never })]],
    ['apps[0].webhooks[0].url', [app({ webhooks: [{ url: 'ftp://x' }] })]],
    ['apps[0].webhooks[0].events', [app({ webhooks: [{ url: 'http://x', events: ['member_moved'] as never }] })]],
    ['apps[0].clientEvents', [{ ...app(), clientEvents: true }]],
    ['apps[0].__proto__', [JSON.parse('{"id":"i","key":"k","secret":"s","__proto__":{}}')]],
  ])('are refused with the name %s, and never with the secret', (option, apps) => {
    const refused = () => readApps(apps as never);
    expect(refused).toThrow(OptionError);
    expect(refused).toThrow(`option ${option}: `);
    expect(refused).not.toThrow('app-secret');
  });
});
