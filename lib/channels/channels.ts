import type { Observable, Subscriber, Subscription } from 'rxjs';
import type { Connection } from '../connection/connection.js';
import type { Session } from '../connection/session.js';
import type { ConnectionSnapshot } from '../connection/state.js';
import type { Received } from '../connection/transport.js';
import type { PusherError } from '../errors.js';
import type { Encryption } from '../protocol/encryption.js';
import { Listeners } from '../rx/listeners.js';
import { arriving, Mailbox, since } from '../rx/mailbox.js';
import type { ChannelContext } from './channel.js';
import type { ClientEventSettings } from './client-events.js';
import { createClientEvents } from './client-events.js';
import type { ControlOptions } from './control.js';
import { createControl } from './control.js';
import type { GlobalListeners } from './global-listeners.js';
import { createGlobalListeners } from './global-listeners.js';
import { createLifecycles } from './lifecycle.js';
import { createRouter } from './router.js';
import type { AuthorizeChannel } from './subscription/authorize.js';
import { authorization } from './subscription/authorize.js';
import { subscriptionOf } from './subscription/create.js';
import { createRegistry } from './subscription/registry.js';
import type { ChannelSubscription } from './subscription/state.js';
import type { Member } from './types.js';

/** What channels need from the rest of the client. Times in ms. */
export interface ChannelsOptions extends Pick<ControlOptions, 'refuseSignin' | 'user'> {
  readonly linger: number;
  readonly subscriptionTimeout: number;
  readonly clientEvents: ClientEventSettings;
  readonly encryption: Encryption | undefined;
  readonly authorize: AuthorizeChannel;
  /** The user of a session, signed in for this if need be; and the one of the present session, if there is one. */
  readonly signIn: (session: Session) => Observable<{ readonly id: string }>;
  readonly signedIn: () => Member | undefined;
  readonly hold: () => Subscription;
  readonly retry: () => void;
  /** The connection's own changes, each at once. */
  readonly connection$: Connection['connection$'];
  readonly frames$: Observable<Received>;
  readonly report: (error: PusherError) => void;
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
  const { linger, subscriptionTimeout, encryption, authorize, report, hold, retry } = options;
  const mailbox = new Mailbox();
  const globals = createGlobalListeners();
  const watchers = new Listeners<Subscriber<ConnectionSnapshot>>();
  /** Told by the connection on the spot, below. */
  let current!: ConnectionSnapshot;
  const connection$ = since(
    mailbox,
    () => current,
    arriving<ConnectionSnapshot>(
      mailbox,
      (subscriber) => watchers.add(subscriber),
      (subscriber) => watchers.remove(subscriber),
    ),
  );
  const subscriptions = new Map<string, ChannelSubscription>();
  const lifecycles = createLifecycles(subscriptions, mailbox);
  const registry = createRegistry({
    ...{ linger, subscriptionTimeout, mailbox, lifecycles, subscriptions, hold, retry, report },
    authorize: authorization(authorize, options.signIn),
    create: (name) =>
      subscriptionOf(name, {
        ...{ encryption, globals, lifecycles, report },
        signedIn: options.signedIn,
        reauthorize: (channelName) => authorize({ socketId: registry.session()?.socketId ?? '', channelName }),
      }),
    told: (snapshot) => watchers.next((current = snapshot)),
  });
  options.connection$.subscribe((snapshot) => registry.follow(snapshot));
  const clientEvents = createClientEvents({
    ...{ registry, lifecycles, connection$, report },
    settings: options.clientEvents,
    timeout: subscriptionTimeout,
  });
  const { refuseSignin, user } = options;
  const control = createControl({ registry, clientEvents, refuseSignin, user, report });
  options.frames$.subscribe(createRouter({ registry, lifecycles, globals, mailbox, control, report }));

  return {
    context: { registry, lifecycles, mailbox, trigger: clientEvents.trigger, report },
    globals,
    connection$,
    disconnected: clientEvents.disconnected,
  };
};
