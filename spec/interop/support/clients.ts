import { Subscription } from 'rxjs';
import type { Observable } from 'rxjs';
import { encryption } from '../../../lib/encryption/index.js';
import { createPusher } from '../../../lib/index.js';
import type { Pusher, PusherOptions } from '../../../lib/index.js';
import { createPusherServer, secretAuthorizer } from '../../../lib/server/index.js';
import type { PresenceMember, PusherServer, PusherServerOptions, SignedUser } from '../../../lib/server/index.js';
import type { Heard } from '../../support/listen.js';
import { listen } from '../../support/listen.js';
import type { App } from './apps.js';
import { MASTER_KEY } from './apps.js';

export interface ClientOptions extends PusherOptions {
  readonly member?: PresenceMember;
  readonly as?: SignedUser;
}

/** Clients of ours of a server on 127.0.0.1, and all that they listen to. */
export interface Clients {
  client(app: App, options?: ClientOptions): Pusher;
  api(app: App, options?: PusherServerOptions): PusherServer;
  listen<T>(stream$: Observable<T>): Heard<T>;
  /** Everybody leaves. */
  release(): void;
}

export const clientsOf = (port: number): Clients => {
  let held = new Subscription();
  return {
    client: ({ key, secret }, { member, as, ...options } = {}) => {
      const authorizer = secretAuthorizer({
        key,
        secret,
        encryptionMasterKeyBase64: MASTER_KEY,
        ...(member === undefined ? {} : { member }),
        ...(as === undefined ? {} : { user: as }),
      });
      return createPusher(key, {
        wsHost: '127.0.0.1',
        wsPort: port,
        forceTLS: false,
        encryption,
        linger: 50,
        subscriptionTimeout: 5_000,
        reconnect: { minDelay: 50, maxDelay: 500 },
        channelAuthorization: authorizer,
        userAuthentication: authorizer,
        ...options,
      });
    },
    api: ({ id, key, secret }, options) =>
      createPusherServer({
        appId: id,
        key,
        secret,
        host: '127.0.0.1',
        port,
        useTLS: false,
        encryptionMasterKeyBase64: MASTER_KEY,
        ...options,
      }),
    listen: (stream$) => {
      const heard = listen(stream$);
      held.add(heard.leave);
      return heard;
    },
    release: () => {
      held.unsubscribe();
      held = new Subscription();
    },
  };
};
