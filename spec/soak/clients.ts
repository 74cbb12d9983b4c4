import { encryption } from '../../lib/encryption/index.js';
import type { Pusher, PusherOptions } from '../../lib/index.js';
import { createPusher } from '../../lib/index.js';
import { secretAuthorizer } from '../../lib/server/index.js';
import { APP } from '../load/app.js';

/** The user of every client. */
export const USER = 'user-1';

/** Authorized on the spot, by an endpoint, and by an endpoint in batches. */
export const createClients = (port: number): readonly Pusher[] => {
  const authorizer = secretAuthorizer({ ...APP, member: { user_id: USER }, user: { id: USER } });
  const url = `http://127.0.0.1:${port}/pusher`;
  const byEndpoint = (batch: boolean): Partial<PusherOptions> => {
    const common = { params: { user_id: USER }, retry: { attempts: 0 } };
    return {
      channelAuthorization: { ...common, endpoint: `${url}/auth`, batch },
      userAuthentication: { ...common, endpoint: `${url}/user-auth` },
    };
  };
  const how = [
    { channelAuthorization: authorizer, userAuthentication: authorizer },
    byEndpoint(false),
    byEndpoint(true),
  ];
  return how.map((authorization) =>
    createPusher(APP.key, {
      wsHost: '127.0.0.1',
      wsPort: port,
      forceTLS: false,
      encryption,
      linger: 5,
      subscriptionTimeout: 2_000,
      reconnect: { minDelay: 10, maxDelay: 50 },
      ...authorization,
    }),
  );
};
