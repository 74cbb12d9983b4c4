import { lastValueFrom } from 'rxjs';
import { createPusherServer } from '../../lib/server/index.js';
import type { Child } from '../support/child.js';
import { start } from '../support/child.js';

/** The built command with these arguments. */
export const cli = (...args: readonly string[]): Child => start(['dist/cli/index.js', ...args]);

/** `rx-pusher serve` on a free port. */
export const served = async (...args: readonly string[]): Promise<{ server: Child; port: string }> => {
  const server = cli('serve', '--port', '0', ...args);
  const [, port] = await server.says(/http:\/\/127\.0\.0\.1:(\d+)/);
  return { server, port: port! };
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
