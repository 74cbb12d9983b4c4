import { encryption } from '../../lib/encryption/index.js';
import { httpTransports } from '../../lib/http/index.js';
import type {
  ChannelAuthorizer,
  HttpAuthorization,
  Pusher,
  PusherOptions,
  UserAuthenticator,
} from '../../lib/index.js';
import { createPusher } from '../../lib/index.js';
import { secretAuthorizer } from '../../lib/server/index.js';
import { heardFetch } from './heard-fetch.js';
import { pacedSocket } from './paced.js';
import type { Random } from './random.js';
import { AUTHORIZATION_TIMEOUT, SECRETS, TIMES } from './rules.js';
import type { Transport, Violate } from './rules.js';

/** A client of the run. */
export interface Client {
  readonly name: string;
  readonly pusher: Pusher;
  readonly userId: string;
  /** Authorized by HTTP, so that faults of the network are faults of its authorization too. */
  readonly byEndpoint: boolean;
  /** When its socket of the day has heard something last. */
  readonly heardAt: () => number;
}

interface Authorization {
  readonly channelAuthorization: ChannelAuthorizer | HttpAuthorization;
  readonly userAuthentication: UserAuthenticator | HttpAuthorization;
}

const KINDS = ['', 'private-', 'presence-', 'private-encrypted-'];

/** Names of channels, so many of every kind. */
export const channelNames = (count: number): readonly string[] =>
  KINDS.flatMap((kind) => [kind, `${kind}cache-`]).flatMap((prefix) =>
    Array.from({ length: count }, (_, i) => `${prefix}room-${i}`),
  );

const bySecret = (userId: string): Authorization => {
  const authorizer = secretAuthorizer({ ...SECRETS, member: { user_id: userId }, user: { id: userId } });
  return { channelAuthorization: authorizer, userAuthentication: authorizer };
};

/** By the endpoints of the sandbox, through the same faults. */
const byEndpoint = (userId: string, port: number, batch: boolean): Authorization => {
  const common = { params: { user_id: userId }, timeout: AUTHORIZATION_TIMEOUT, retry: { attempts: 0 } };
  const url = `http://127.0.0.1:${port}/pusher`;
  return {
    channelAuthorization: { ...common, endpoint: `${url}/auth`, batch },
    userAuthentication: { ...common, endpoint: `${url}/user-auth` },
  };
};

/** What lets a client use other transports than WebSockets. */
const overHttp = (transport: Transport, httpPort: number, heard: () => void): Partial<PusherOptions> =>
  transport === 'ws'
    ? {}
    : {
        ...(transport !== 'all' && { enabledTransports: [transport] }),
        transports: httpTransports({ fallbackAfter: 200, retryAfter: 1_000, fetch: heardFetch(heard) }),
        httpHost: '127.0.0.1',
        httpPort,
      };

/**
 * Two of every four are authorized on the spot, one by an endpoint and one in batches. The
 * first two are the same user, on two connections.
 */
export const createClient = (
  index: number,
  port: number,
  random: Random,
  violate: Violate,
  transport: Transport,
): Client => {
  const name = `client ${index}`;
  const userId = `user-${Math.max(1, index)}`;
  let heardAt = 0;
  const heard = () => (heardAt = Date.now());
  const pusher = createPusher(SECRETS.key, {
    ...TIMES,
    linger: TIMES.linger / (1 + (index % 4)),
    wsHost: '127.0.0.1',
    wsPort: port,
    forceTLS: false,
    encryption,
    random,
    WebSocketCtor: pacedSocket(name, violate, heard),
    ...overHttp(transport, port, heard),
    ...(index % 4 < 2 ? bySecret(userId) : byEndpoint(userId, port, index % 4 === 3)),
  });
  return { name, pusher, userId, byEndpoint: index % 4 >= 2, heardAt: () => heardAt };
};
