import Pusher from '../../lib/pusher-js/with-encryption/index.js';
import type { Options } from '../../lib/pusher-js/index.js';
import type { Sandbox, SandboxOptions } from '../../lib/sandbox/index.js';
import { app } from '../sandbox/support/bed.js';
import { run } from '../sandbox/support/running.js';

const MASTER_KEY = Buffer.alloc(32, 7).toString('base64');

/** A sandbox, and clients of the entry on it, until `stop()`. */
export interface Bed {
  readonly sandbox: Sandbox;
  readonly options: (more?: Partial<Options>) => Options;
  readonly client: (more?: Partial<Options>, key?: string) => Pusher;
  /** Ends the clients. */
  readonly clear: () => void;
  readonly stop: () => void;
}

export const bed = async (given: SandboxOptions = {}): Promise<Bed> => {
  const { sandbox, stop } = await run({ apps: [app({ encryptionMasterKeyBase64: MASTER_KEY })], ...given });
  const clients: Pusher[] = [];
  const options = (more: Partial<Options> = {}): Options => ({
    cluster: '',
    wsHost: sandbox.host,
    wsPort: String(sandbox.port),
    forceTLS: false,
    enabledTransports: ['ws', 'wss'],
    authEndpoint: `${sandbox.url}/pusher/auth`,
    auth: { params: { user_id: 'me', user_info: '{"name":"Me"}' } },
    userAuthentication: { endpoint: `${sandbox.url}/pusher/user-auth`, params: { user_id: 'me', watchlist: 'you' } },
    ...more,
    rx: { random: () => 0, reconnect: { minDelay: 1 }, ...more.rx },
  });
  const clear = () => clients.splice(0).forEach((client) => client.disconnect());
  return {
    sandbox,
    options,
    client: (more, key = 'app-key') => {
      const client = new Pusher(key, options(more));
      clients.push(client);
      return client;
    },
    clear,
    stop: () => {
      clear();
      stop();
    },
  };
};

/** What a handler was called with, each time. */
export const heard = <T = unknown>(bind: (handler: (...args: T[]) => void) => unknown): T[][] => {
  const calls: T[][] = [];
  bind((...args) => calls.push(args));
  return calls;
};
