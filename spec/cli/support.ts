import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { firstValueFrom, lastValueFrom, ReplaySubject, Subscription } from 'rxjs';
import type { Sandbox } from '../../lib/sandbox/index.js';
import { startSandbox } from '../../lib/sandbox/index.js';
import { createPusherServer } from '../../lib/server/index.js';
import type { Child, Ended, StartOptions } from '../support/child.js';
import { killChildren, start } from '../support/child.js';

const BINARY = 'dist/cli/index.js';

/** The built command with these arguments. */
export const cli = (...args: readonly string[]): Child => start([BINARY, ...args], { within: 30_000 });

/** The built command, otherwise started. */
export const cliWith = (options: StartOptions, ...args: readonly string[]): Child =>
  start([`${process.cwd()}/${BINARY}`, ...args], options);

export const ended = (...args: readonly string[]): Promise<Ended> => cli(...args).ended();

/** A line for a POSIX shell; `rx-pusher` in it is the built command. */
export const shell = (line: string): Child =>
  start(['-c', line.replace(/\brx-pusher\b/g, `'${process.execPath}' '${process.cwd()}/${BINARY}'`)], {
    program: 'sh',
    within: 30_000,
  });

/** Each line of JSON Lines. */
export const jsonLines = (text: string): unknown[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

/** `rx-pusher serve` on a free port. */
export const served = async (...args: readonly string[]): Promise<{ server: Child; port: string }> => {
  const server = cli('serve', '--port', '0', ...args);
  const [, port] = await server.says(/http:\/\/127\.0\.0\.1:(\d+)/);
  return { server, port: port! };
};

/** One sandbox for all tests of a file, by TCP. */
export const sharedSandbox = (): { readonly port: string; readonly sandbox: Sandbox } => {
  const sandbox$ = new ReplaySubject<Sandbox>(1);
  const running = new Subscription();
  const shared = { port: '', sandbox: undefined as unknown as Sandbox };
  beforeAll(async () => {
    running.add(startSandbox({ port: 0 }).subscribe(sandbox$));
    shared.sandbox = await firstValueFrom(sandbox$);
    shared.port = String(shared.sandbox.port);
  });
  afterEach(killChildren);
  afterAll(() => running.unsubscribe());
  return shared;
};

/** A port on which nothing is ever answered, for as long as the file runs. `asked` resolves at the next connection. */
export const silentPort = (): { readonly port: string; asked(): Promise<unknown> } => {
  const server = createServer((socket) => socket.on('error', () => undefined));
  const silent = { port: '', asked: () => once(server, 'connection') };
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    silent.port = String((server.address() as AddressInfo).port);
  });
  afterAll(() => {
    server.close();
  });
  return silent;
};

/** A port on which nobody listens. */
export const closedPort = async (): Promise<string> => {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return String(port);
};

/** Publishes one event to the default app of a server on this machine. */
export const publish = (port: string, channel: string, event: string, data: unknown): Promise<unknown> =>
  lastValueFrom(
    createPusherServer({
      appId: 'app-id',
      key: 'app-key',
      secret: 'app-secret',
      host: '127.0.0.1',
      port,
      useTLS: false,
      encryptionMasterKeyBase64: MASTER_KEY,
    }).trigger(channel, event, data),
  );

/** That of the default app. */
export const MASTER_KEY = 'cngtcHVzaGVyLXNhbmRib3gtZW5jcnlwdGlvbi1rZXk=';

/** The data that the cache of a channel holds, as text. */
export const cachedOn = async (port: string, channel: string): Promise<string | undefined> => {
  const server = createPusherServer({ ...DEFAULT, host: '127.0.0.1', port, useTLS: false });
  const { cache } = await lastValueFrom(server.channel(channel, { info: 'cache' }));
  return cache?.data;
};

const DEFAULT = { appId: 'app-id', key: 'app-key', secret: 'app-secret' };
