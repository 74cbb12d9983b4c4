import Server from 'pusher';
import StockPusher from 'pusher-js';
import type { Options } from 'pusher-js';
import { createPusher } from '../../../lib/index.js';
import type { Pusher as RxPusher } from '../../../lib/index.js';
import EntryPusher from '../../../lib/pusher-js/with-encryption/index.js';
import type { Sandbox } from '../../../lib/sandbox/index.js';
import { secretAuthorizer } from '../../../lib/server/index.js';
import { app } from '../../sandbox/support/bed.js';

/** pusher-js itself, and the entry. */
export const KINDS = ['stock', 'entry'] as const;
export type Kind = (typeof KINDS)[number];

export const appOf = (kind: Kind) => app({ id: kind, key: kind });

/** One client under test, and the world around it. */
export interface Stage {
  readonly client: StockPusher;
  readonly refused: Set<string>;
  /** Whoever else is on the app. */
  readonly peer: RxPusher;
  readonly sandbox: Sandbox;
  readonly key: Kind;
  readonly end: () => void;
}

export const createStage = (kind: Kind, sandbox: Sandbox): Stage => {
  const { id, key, secret } = appOf(kind);
  const server = new Server({
    appId: id,
    key,
    secret,
    host: sandbox.host,
    port: String(sandbox.port),
    encryptionMasterKeyBase64: sandbox.apps.find((one) => one.key === key)!.encryptionMasterKeyBase64,
  });
  const refused = new Set<string>();
  const options: Options = {
    wsHost: sandbox.host,
    wsPort: sandbox.port,
    forceTLS: false,
    enabledTransports: ['ws'],
    cluster: '',
    channelAuthorization: {
      customHandler: ({ socketId, channelName }, done) => {
        // Not on the spot: here that is told when the handler that has subscribed returns, if one has. And not of a
        // connection that is lost: pusher-js tells it nevertheless.
        const refuse = () => {
          const { state, socket_id } = client.connection;
          if (state === 'connected' && socket_id === socketId) done(new Error('not you'), null);
        };
        if (refused.delete(channelName)) return void setTimeout(refuse);
        const member = channelName.startsWith('presence-') ? { user_id: 'me', user_info: { name: 'Me' } } : undefined;
        done(null, server.authorizeChannel(socketId, channelName, member));
      },
    },
    userAuthentication: {
      customHandler: ({ socketId }, done) => done(null, server.authenticateUser(socketId, { id: 'me' })),
    },
  };
  const Client = kind === 'stock' ? StockPusher : (EntryPusher as unknown as typeof StockPusher);
  const client = new Client(key, { ...options, rx: { random: () => 0, reconnect: { minDelay: 1 } } } as Options);
  const peer = createPusher(key, {
    wsHost: sandbox.host,
    wsPort: sandbox.port,
    forceTLS: false,
    linger: 0,
    channelAuthorization: secretAuthorizer({ key, secret, member: { user_id: 'peer', user_info: { name: 'Peer' } } }),
  });
  return { client, refused, peer, sandbox, key: kind, end: () => (client.disconnect(), void peer.disconnect()) };
};
