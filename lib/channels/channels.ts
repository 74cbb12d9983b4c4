import type { Observable } from 'rxjs';
import { distinctUntilChanged, map } from 'rxjs';
import type { ClientEventSettings } from '../client-events/options.js';
import { createClientEvents } from '../client-events/client-events.js';
import type { Connection } from '../connection/connection.js';
import type { Session } from '../connection/session.js';
import { snapshot } from '../connection/snapshot.js';
import type { ConnectionSnapshot } from '../connection/state.js';
import type { Received } from '../connection/transport.js';
import type { Encryption } from '../protocol/encryption.js';
import { Mailbox } from '../rx/mailbox.js';
import { createTold } from '../rx/told.js';
import type { ChannelContext } from './streams.js';
import type { ControlOptions } from './control.js';
import { createControl } from './control.js';
import type { GlobalListeners } from './global-listeners.js';
import { createGlobalListeners } from './global-listeners.js';
import { createLifecycles } from './lifecycle.js';
import { createRouter } from './router.js';
import type { AuthorizeChannel } from './subscription/authorize.js';
import { authorization } from './subscription/authorize.js';
import { subscriptionOf } from './subscription/create.js';
import type { RegistryOptions } from './subscription/registry.js';
import { createRegistry } from './subscription/registry.js';
import type { ChannelSubscription } from './subscription/state.js';
import type { Member } from './types.js';

/** What channels need from the rest of the client. Times in ms. */
export interface ChannelsOptions
  extends
    Pick<ControlOptions, 'refuseSignin' | 'user' | 'report'>,
    Pick<RegistryOptions, 'linger' | 'subscriptionTimeout' | 'hold' | 'retry'> {
  readonly clientEvents: ClientEventSettings;
  readonly encryption: Encryption | undefined;
  readonly authorize: AuthorizeChannel;
  /** The user of a session, signed in for this if need be; and the one of the present session, if there is one. */
  readonly signIn: (session: Session) => Observable<{ readonly id: string }>;
  readonly signedIn: () => Member | undefined;
  /** The connection's own changes, each at once. */
  readonly connection$: Connection['connection$'];
  readonly frames$: Observable<Received>;
}

/** Channels, wired. */
export interface Channels {
  readonly context: ChannelContext;
  readonly globals: GlobalListeners;
  /** The connection's changes as everybody else hears of them: when channels have followed. */
  readonly connection$: Observable<ConnectionSnapshot>;
  /** Client events that wait to be written fail. */
  disconnected(): void;
}

export const createChannels = (options: ChannelsOptions): Channels => {
  const { encryption, authorize, signedIn, report } = options;
  const mailbox = new Mailbox();
  const globals = createGlobalListeners();
  const { values$: connection$, tell: told } = createTold(mailbox, snapshot({ status: 'idle' }));
  const subscriptions = new Map<string, ChannelSubscription>();
  const lifecycles = createLifecycles(subscriptions, mailbox);
  const shared = { ...options, mailbox, lifecycles, globals };

  const registry = createRegistry({
    ...shared,
    subscriptions,
    told,
    authorize: authorization(authorize, options.signIn),
    create: (name) =>
      subscriptionOf(name, {
        ...{ encryption, globals, lifecycles, signedIn, report },
        reauthorize: (channelName) => authorize({ socketId: registry.session()?.socketId ?? '', channelName }),
      }),
  });
  const { trigger, writtenAt, disconnected } = createClientEvents({
    ...{ registry, lifecycles, report },
    session$: connection$.pipe(
      map(({ session }) => session),
      distinctUntilChanged(),
    ),
    settings: options.clientEvents,
    timeout: options.subscriptionTimeout,
  });
  const control = createControl({ ...shared, registry, writtenAt });
  options.frames$.subscribe(createRouter({ ...shared, registry, control }));
  options.connection$.subscribe(registry.follow);

  return { context: { registry, lifecycles, mailbox, trigger, report }, globals, connection$, disconnected };
};
