import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import { apiOf } from '../../lib/cli/api.js';
import { clientOf } from '../../lib/cli/client.js';
import { exitCodeOf } from '../../lib/cli/failure.js';
import { inWordsOf } from '../../lib/cli/origin.js';
import { parse } from '../../lib/cli/parse.js';
import { targetOf } from '../../lib/cli/target.js';
import { OptionError } from '../../lib/errors.js';

const APP = { PUSHER_APP_ID: '1', PUSHER_APP_KEY: 'k', PUSHER_APP_SECRET: 's' };

/** What a program says that fails, with these variables in its environment, or in `.env`. */
const said = async (
  run: () => unknown,
  env: Readonly<Record<string, string>> = {},
  file: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const before = [process.env, process.cwd()] as const;
  const folder = mkdtempSync(join(tmpdir(), 'rx-pusher-'));
  writeFileSync(
    join(folder, '.env'),
    Object.entries(file)
      .map(([name, value]) => `${name}="${value}"\n`)
      .join(''),
  );
  try {
    process.env = { ...env };
    process.chdir(folder);
    await run();
    return '';
  } catch (error) {
    expect(exitCodeOf(error)).toBe(2);
    return (error as Error).message;
  } finally {
    process.env = before[0];
    process.chdir(before[1]);
    rmSync(folder, { recursive: true });
  }
};
const command =
  (...args: readonly string[]) =>
  () =>
    lastValueFrom(parse(args), { defaultValue: undefined });

describe('an option that cannot be used', () => {
  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['PUSHER_HOST', { PUSHER_HOST: 'a b' }, 'not'],
    ['PUSHER_HOST', { PUSHER_HOST: 'http://a' }, 'not'],
    ['PUSHER_PORT', { PUSHER_HOST: 'h', PUSHER_PORT: '70000' }, 'not a port'],
    ['PUSHER_PORT', { PUSHER_HOST: 'h', PUSHER_PORT: '0' }, 'not a port'],
    ['PUSHER_PORT', { PUSHER_HOST: 'h', PUSHER_PORT: '0x10' }, 'not a port'],
    ['PUSHER_PORT', { PUSHER_HOST: 'h', PUSHER_PORT: ' ' }, 'not a port'],
    ['PUSHER_SCHEME', { PUSHER_HOST: 'h', PUSHER_SCHEME: 'tls' }, 'neither http nor https'],
    ['PUSHER_SCHEME', { PUSHER_HOST: 'h', PUSHER_SCHEME: 'true' }, 'neither http nor https'],
    ['PUSHER_APP_CLUSTER', { PUSHER_APP_CLUSTER: 'e u' }, 'not'],
    ['PUSHER_APP_ID', { PUSHER_HOST: 'h', PUSHER_APP_ID: 'a/b' }, 'not'],
  ])(
    'is named by the variable that it came from, and by .env where that has it: %s of %j',
    async (name, env, reason) => {
      const ask = command('channels');
      expect(await said(ask, { ...APP, ...env })).toMatch(new RegExp(`^${name}: ${reason}`));
      expect(await said(ask, {}, { ...APP, ...env })).toMatch(new RegExp(`^${name} in \\.env: ${reason}`));
      expect(await said(ask, env, { ...APP, ...env })).toMatch(new RegExp(`^${name}: ${reason}`));
    },
  );

  it('is named likewise where it is the client that refuses it', async () => {
    expect(await said(command('listen', 'a'), { ...APP, PUSHER_HOST: 'a/b' })).toMatch(/^PUSHER_HOST: not a host name/);
    expect(await said(command('listen', 'a'), {}, { ...APP, PUSHER_APP_CLUSTER: 'e u' })).toMatch(
      /^PUSHER_APP_CLUSTER in \.env: /,
    );
    expect(
      await said(command('listen', 'a', '--preset', 'reverb'), { REVERB_APP_KEY: 'k', REVERB_HOST: 'a/b' }),
    ).toMatch(/^REVERB_HOST: /);
  });

  it('is named by the host, where that says which cluster', async () => {
    expect(await said(command('channels'), { ...APP, PUSHER_HOST: 'api-a_b.pusher.com' })).toMatch(/^PUSHER_HOST: /);
  });

  it.each<[string, readonly string[]]>([
    ['--host', ['channels', '--host', 'a b', '--app-id', '1', '--key', 'k', '--secret', 's']],
    ['--host', ['listen', 'a', '--host', 'a/b']],
    ['--host', ['listen', 'a', '--host', '']],
    ['--cluster', ['channels', '--cluster', 'e.u', '--app-id', '1', '--key', 'k', '--secret', 's']],
    ['--app-id', ['channels', '--app-id', 'a/b']],
    ['--key', ['channels', '--key', '', '--app-id', '1', '--secret', 's']],
    ['--secret', ['listen', 'private-a', '--secret', '']],
    ['--master-key', ['listen', 'private-encrypted-a', '--secret', 's', '--master-key', 'x']],
    ['--master-key', ['trigger', 'private-encrypted-a', 'e', '1']],
    ['--auth-endpoint', ['listen', 'private-a', '--auth-endpoint', '']],
    ['--host', ['serve', '--host', '', '--port', '0']],
    ['--app \\(apps\\[0\\]\\.id\\)', ['serve', '--port', '0', '--app', 'a/b:k:s']],
    ['--app \\(apps\\[1\\]\\.key\\)', ['serve', '--port', '0', '--app', 'a:k:s', '--app', 'b:k:s']],
  ])('is named by its flag, whatever the environment says: %s', async (flag, args) => {
    expect(await said(command(...args), { ...APP, PUSHER_APP_KEY: '', PUSHER_HOST: '' })).toMatch(
      new RegExp(`^${flag}: `),
    );
  });

  it('names a secret, and does not show it', async () => {
    const complaint = await said(() => {
      throw inWordsOf({ secret: 'hush' }, () => APP)(new OptionError('secret', 'not a text')) as Error;
    });
    expect(complaint).toBe('--secret: not a text');
  });

  it('stays as it is where nobody can have set it, and so does any other error', () => {
    const inWords = inWordsOf({}, () => ({}));
    for (const error of [new OptionError('linger', 'x'), new TypeError('x'), 'x', undefined])
      expect(inWords(error)).toBe(error);
  });
});

describe('a scheme', () => {
  it.each([
    ['https', true],
    ['HTTPS', true],
    ['wss', true],
    ['http', false],
    ['ws', false],
  ])('is taken however it is written: %s', (PUSHER_SCHEME, tls) => {
    expect(targetOf({}, { PUSHER_HOST: 'h', PUSHER_SCHEME }).address).toEqual({ host: 'h', port: undefined, tls });
  });

  it('is not asked for where a flag says it', () => {
    expect(targetOf({ tls: true }, { PUSHER_HOST: 'h', PUSHER_SCHEME: 'tls' }).address).toMatchObject({ tls: true });
    expect(targetOf({ host: 'f' }, { PUSHER_SCHEME: 'tls' }).address).toMatchObject({ tls: false });
  });
});

it('is thrown as a plain OptionError below the commands', () => {
  expect(() => apiOf({ host: 'a b', appId: '1', key: 'k', secret: 's' })).toThrow(OptionError);
  expect(() => clientOf({ host: 'a/b', key: 'k' }, [])).toThrow(OptionError);
});
