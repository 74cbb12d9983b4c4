import { readFileSync } from 'node:fs';
import { TIMEOUT } from '../../lib/authorization/source.js';
import { createPusher } from '../../lib/index.js';
import { settingsOf } from '../../lib/options.js';
import { readApps } from '../../lib/sandbox/engine/app-options.js';
import { settingsOf as serverSettingsOf } from '../../lib/server/config.js';
import { MAX_BATCH } from '../../lib/server/event-body.js';
import type { Exported } from '../support/doc-types.js';
import { propertiesOf } from '../support/doc-types.js';

type Defaults = Readonly<Record<string, unknown>>;

interface Row {
  readonly type: string;
  readonly byDefault: string;
}

const page = readFileSync('docs/options.md', 'utf8');

/** The tables of the page, by the heading above each. */
const tables: ReadonlyMap<string, ReadonlyMap<string, Row>> = new Map(
  page
    .split(/^#{2,} /m)
    .slice(1)
    .map((section) => {
      const rows = [...section.matchAll(/^\| `(.+?)` \| (.+?) \| (.+?) \|/gm)].map(
        ([, name = '', type = '', byDefault = '']) =>
          [name, { type: type.replace(/[`\\]/g, ''), byDefault: byDefault.replaceAll('`', '') }] as const,
      );
      return [section.split('\n', 1).join('').replaceAll('`', ''), new Map(rows)] as const;
    })
    .filter(([, rows]) => rows.size > 0),
);

/** Defaults that are nowhere but where they are used: `name = value` in a source. */
const written = (file: string, ...names: readonly string[]): Defaults => {
  const source = readFileSync(file, 'utf8');
  const value = (name: string) => new RegExp(`\\b${name} = ([\\w.'/-]+)[,;\\n }]`).exec(source)?.[1];
  return Object.fromEntries(names.map((name) => [name, value(name)]));
};

/** As the page writes a default. */
const shown = (value: unknown): string => {
  if (value === Infinity || value === 'Infinity') return 'no limit';
  if (value === '' || (Array.isArray(value) && value.length === 0)) return 'none';
  return String(value).replace(/(?<=\d)_(?=\d)/g, '');
};

const client = settingsOf('key', { cluster: 'eu' });
const app = { key: 'k', secret: 's', id: 'i' };
const server = serverSettingsOf({ key: 'k', secret: 's', appId: 'i', cluster: 'eu', retry: {} });
const without = <T extends object, K extends keyof T>(all: T, ...names: readonly K[]): Omit<T, K> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name as K))) as Omit<T, K>;
const appDefaults = without(readApps([app])[0]!, 'id', 'key', 'secret');
const reconnect = without(client.reconnect, 'custom');

/** What each table is about, and what can be looked up of its defaults. */
const PAGE: Readonly<Record<string, readonly [...Exported, defaults?: Defaults]>> = {
  'createPusher(key, options)': [
    'rx-pusher',
    'PusherOptions',
    {
      ...client.times,
      authorizationTimeout: TIMEOUT,
      forceTLS: client.secure,
      httpPort: 80,
      httpsPort: 443,
      wsPort: client.endpoint(false).port,
      wssPort: client.endpoint(true).port,
      clientName: `'${client.client.name}'`,
      random: 'Math.random',
    },
  ],
  reconnect: ['rx-pusher', 'ReconnectOption', reconnect],
  clientEvents: [
    'rx-pusher',
    'ClientEventOptions',
    { ...client.clientEvents, overflow: `'${client.clientEvents.overflow}'` },
  ],
  'httpTransports(options)': [
    'rx-pusher/http',
    'HttpTransportsOptions',
    written('lib/http/transports.ts', 'fallbackAfter', 'retryAfter'),
  ],
  'channelAuthorization and userAuthentication': ['rx-pusher', 'HttpAuthorization', { timeout: TIMEOUT }],
  retry: ['rx-pusher', 'Retry', written('lib/authorization/retry.ts', 'attempts', 'minDelay', 'maxDelay')],
  batch: ['rx-pusher', 'Batch', written('lib/authorization/batch.ts', 'max', 'delay')],
  'createPusherServer(config)': [
    'rx-pusher/server',
    'PusherServerConfig',
    { timeout: server.timeout, maxDataSize: server.maxDataSize, useTLS: server.origin.startsWith('https:') },
  ],
  'retry of the server': ['rx-pusher/server', 'RetryOptions', { ...server.retry }],
  'server.publish(toEvent, options)': [
    'rx-pusher/server',
    'PublishOptions',
    { size: MAX_BATCH, ...written('lib/server/publish.ts', 'within', 'concurrency', 'maxQueued') },
  ],
  'createAuthHandler(options)': [
    'rx-pusher/server',
    'AuthHandlerOptions',
    {
      ...written('lib/server/auth-handler.ts', 'maxBodySize'),
      ...written('lib/server/auth-judge.ts', 'maxChannels', 'concurrency'),
    },
  ],
  'secretAuthorizer(options)': ['rx-pusher/server', 'SecretAuthorizerOptions'],
  'startSandbox(options)': [
    'rx-pusher/sandbox',
    'SandboxOptions',
    {
      ...written('lib/sandbox/start.ts', 'host', 'port', 'random'),
      ...written('lib/sandbox/engine/index.ts', 'maxConnections'),
    },
  ],
  'An app of the sandbox': ['rx-pusher/sandbox', 'AppOptions', { ...appDefaults, cluster: `'${appDefaults.cluster}'` }],
  'A webhook of the sandbox': ['rx-pusher/sandbox', 'WebhookOptions'],
  'fakePusher(helpers, options)': [
    'rx-pusher/testing',
    'FakePusherOptions',
    { timeLimit: written('lib/testing/fake.ts', 'HOUR')['HOUR'] },
  ],
  latency: ['rx-pusher/testing', 'Latency'],
  'shared(options)': ['rx-pusher/shared', 'SharedOptions'],
  'serveTabs(options)': ['rx-pusher/shared', 'ServeOptions'],
  'injectEvent(channel, event, options)': ['rx-pusher/angular', 'EventOptions<unknown>'],
  'withHttpClientAuthorization(options)': [
    'rx-pusher/angular',
    'HttpClientAuthorization',
    written('lib/angular/http-authorization.ts', 'channels', 'user'),
  ],
};

const declared = propertiesOf(Object.values(PAGE).map(([entry, type]) => [entry, type]));
const ofType = (wanted: string) => declared[Object.values(PAGE).findIndex(([, type]) => type === wanted)]!;

describe('docs/options.md', () => {
  it('has a table for each of these, and no other', () => {
    expect([...tables.keys()]).toEqual(Object.keys(PAGE));
  });

  it.each(Object.keys(PAGE).map((title, i) => [title, i] as const))(
    '%s: every option with its type, and no other',
    (title, i) => {
      const types = Object.fromEntries([...tables.get(title)!].map(([name, { type }]) => [name, type]));
      const inherited = PAGE[title]![1] === 'FakePusherOptions' ? ofType('PusherOptions') : new Map();
      const expected = [...declared[i]!].filter(([name]) => !inherited.has(name));
      expect(types).toEqual(
        Object.fromEntries(
          expected.map(([name, type]) => [name, types[name] === 'function' && type.includes('=>') ? 'function' : type]),
        ),
      );
    },
  );

  it.each(Object.entries(PAGE).flatMap(([title, [, , defaults]]) => (defaults ? [[title, defaults] as const] : [])))(
    '%s: the defaults of the code',
    (title, defaults) => {
      const rows = tables.get(title)!;
      const names = Object.keys(defaults);
      const onPage = names.map((name) => [name, rows.get(name)?.byDefault.replace(/ (ms|bytes)$|(?<=\d),(?=\d)/g, '')]);
      expect(onPage).toEqual(names.map((name) => [name, shown(defaults[name])]));
    },
  );

  it('names what is refused of pusher-js', () => {
    const section = page.slice(page.indexOf('### Options of pusher-js'), page.indexOf('## `channelAuthorization`'));
    const refused = section.split('What asks for')[0]!;
    // Each name of a group stands before its reason, in brackets.
    const groups = [...refused.matchAll(/((?:`\w+`,?\s+)+)\(([^)]+)\)/g)].map(([, names = '', reason = '']) => ({
      names: [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name!),
      reason: reason.replaceAll('`', '').replace(/\s+/g, ' '),
    }));
    expect(groups.flatMap(({ names }) => names).length).toBeGreaterThan(15);
    for (const { names, reason } of groups)
      for (const name of names)
        expect(() => createPusher('key', { cluster: 'eu', [name]: 'x' })).toThrow(
          new RegExp(`^option ${name}: .*${reason.replace(/^the /, '')}`),
        );
  });
});
