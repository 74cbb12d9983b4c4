// Runs the built entry `rx-pusher/server` under Node, Deno and Bun, against a sandbox: the same program must print the same.
//   node scripts/runtimes.mjs [node] [deno] [bun]     default: all three
// Deno and Bun are installed from npm into a folder of their own, which is removed again.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const repository = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'rx-pusher-runtimes-'));
const bin = (name) => join(folder, 'node_modules', '.bin', name);

const RUNTIMES = {
  node: { command: process.execPath, args: [] },
  deno: {
    command: bin('deno'),
    args: ['run', '--node-modules-dir=manual', '--allow-net=127.0.0.1', '--allow-env', '--allow-read'],
    install: 'deno@2',
  },
  bun: { command: bin('bun'), args: ['run'], install: 'bun@1' },
};

// Everything a server does: publish, alone, in batches and sealed, ask, let in, be told.
const PROGRAM = `
import { concatMap, firstValueFrom, from, lastValueFrom, toArray } from 'rxjs';
import { createAuthHandler, createPusherServer } from 'rx-pusher/server';

const server = createPusherServer({
  url: process.argv[2],
  encryptionMasterKeyBase64: btoa('\\x07'.repeat(32)),
});
const handler = createAuthHandler({ server, channel: () => ({ user_id: 'u1' }), user: () => ({ id: 'u1' }) });
const ask = async (body) => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const response = await handler(new Request('http://localhost/', { method: 'POST', headers, body }));
  return [response.status, await response.json()];
};
const published = await lastValueFrom(
  from(Array.from({ length: 25 }, (_, n) => n)).pipe(
    server.publish((n) => ({ channel: 'private-encrypted-a', name: 'n', data: n })),
    concatMap(({ status, values }) => from(values.map((n) => status + ' ' + n))),
    toArray(),
  ),
);
const refused = await firstValueFrom(server.users('public')).catch((error) => [error._tag, error.status]);
const unreachable = await firstValueFrom(
  createPusherServer('http://k:s@127.0.0.1:1/apps/1').channels(),
).catch((error) => [error._tag, JSON.stringify([error.message, String(error.cause), error.cause]).includes('auth_signature')]);
console.log(
  JSON.stringify([
    await firstValueFrom(server.trigger(['a', 'b'], 'e', { x: 'ü' }, { info: 'subscription_count' })),
    published,
    await firstValueFrom(server.channels({ prefix: 'a&b c' })),
    await firstValueFrom(server.terminateUserConnections('a b/ü')),
    refused,
    unreachable,
    await ask('socket_id=1.2&channel_name=presence-a'),
    await ask('socket_id=1.2&channel_name[0]=private-a&channel_name[1]=public'),
    await ask('socket_id=1.2'),
    server.webhook({ headers: {}, body: '' })._tag,
  ]),
);
`;

const main = async (names) => {
  if (!existsSync(join(repository, 'dist/server/index.js'))) throw new Error('nothing is built: npm run build');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  writeFileSync(join(folder, 'program.mjs'), PROGRAM);
  const packages = names.map((name) => RUNTIMES[name].install).filter(Boolean);
  if (packages.length > 0)
    execFileSync('npm', ['install', '--no-audit', '--no-fund', ...packages], {
      cwd: folder,
      timeout: 300_000,
      stdio: 'inherit',
    });
  // After npm, which would take away what it does not know.
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(repository, join(folder, 'node_modules', 'rx-pusher'));
  symlinkSync(join(repository, 'node_modules', 'rxjs'), join(folder, 'node_modules', 'rxjs'));

  const { startSandbox } = await import('../dist/sandbox/index.js');
  const outputs = await new Promise((resolve, reject) => {
    const running = startSandbox({ port: 0 }).subscribe({
      error: reject,
      next: async ({ host, port }) => {
        try {
          const url = `http://app-key:app-secret@${host}:${port}/apps/app-id`;
          const results = [];
          for (const name of names) {
            const { command, args } = RUNTIMES[name];
            const ran = await promisify(execFile)(command, [...args, 'program.mjs', url], {
              cwd: folder,
              timeout: 60_000,
            });
            console.log(`${name}: ${ran.stdout.trim().slice(0, 100)}…`);
            results.push(ran.stdout);
          }
          resolve(results);
        } catch (error) {
          reject(error);
        } finally {
          running.unsubscribe();
        }
      },
    });
  });
  const [, published, , , refused, unreachable] = JSON.parse(outputs[0]);
  const good = published.length === 25 && published.every((line, n) => line === `published ${n}`);
  if (!good || refused[1] !== 400 || unreachable[0] !== 'ApiUnreachable' || unreachable[1])
    throw new Error(`unexpected output: ${outputs[0]}`);
  if (new Set(outputs).size !== 1) throw new Error(`the runtimes differ:\n${outputs.join('\n')}`);
  console.log(`${names.join(', ')}: the same`);
};

try {
  const asked = process.argv.slice(2);
  await main(asked.length > 0 ? asked : Object.keys(RUNTIMES));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
