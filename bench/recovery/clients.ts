import PusherJs from 'pusher-js';
import { BehaviorSubject, filter, firstValueFrom, of, skipWhile, Subscription } from 'rxjs';
import { createPusher } from 'rx-pusher';
import { createPusherServer } from 'rx-pusher/server';

/** The sandbox's own app. */
const APP = { appId: 'app-id', key: 'app-key', secret: 'app-secret' };
const { authorizeChannel } = createPusherServer({ ...APP, host: '127.0.0.1' });

let clients = 0;

/** Half of them authorized, on the spot. Nobody else's: the count of subscriptions, told to all, would end their silence. */
const ownChannels = (): readonly string[] => {
  clients += 1;
  return Array.from({ length: 20 }, (_, i) => `${i % 2 === 0 ? '' : 'private-'}room-${clients}-${i}`);
};

/** Times (ms) that both clients take by the same names; without them, their defaults. */
export interface Times {
  readonly activityTimeout?: number;
  readonly pongTimeout?: number;
}

/** A client that wants all the channels. */
export interface Client {
  /** When (ms of this process) every channel has been subscribed anew, or for the first time. */
  subscribed(): Promise<number>;
  /** What a platform says of its network. */
  tell(online: boolean): void;
  stop(): void;
}

const whenAll = async (names: readonly string[], each: (name: string) => Promise<unknown>): Promise<number> => {
  await Promise.all(names.map(each));
  return performance.now();
};

export const ours = (port: number, times: Times): Client => {
  const names = ownChannels();
  const online$ = new BehaviorSubject(true);
  const wants = new Subscription();
  const pusher = createPusher(APP.key, {
    ...times,
    wsHost: '127.0.0.1',
    wsPort: port,
    forceTLS: false,
    channelAuthorization: ({ socketId, channelName }) => of(authorizeChannel(socketId, channelName)),
    online$,
  });
  for (const name of names) wants.add(pusher.channel(name).subscribe());
  return {
    subscribed: () =>
      whenAll(names, (name) =>
        firstValueFrom(
          pusher.channel(name).state$.pipe(
            skipWhile(({ status }) => status === 'subscribed'),
            filter(({ status }) => status === 'subscribed'),
          ),
        ),
      ),
    tell: (online) => online$.next(online),
    stop: () => wants.unsubscribe(),
  };
};

interface Network {
  emit(event: 'online' | 'offline'): void;
}
interface Runtime {
  getNetwork(): Network;
}

/** The network of pusher-js, which its clients of one process share: one for this client alone. */
const ownNetwork = <T>(create: () => T): readonly [T, Network] => {
  const { Runtime: runtime } = PusherJs as unknown as { readonly Runtime: Runtime };
  const shared = runtime.getNetwork();
  const own = new (shared.constructor as new () => Network)();
  const { getNetwork } = runtime;
  runtime.getNetwork = () => own;
  const created = create();
  runtime.getNetwork = getNetwork;
  return [created, own];
};

export const theirs = (port: number, times: Times): Client => {
  const names = ownChannels();
  const [pusher, network] = ownNetwork(
    () =>
      new PusherJs(APP.key, {
        ...times,
        cluster: 'mt1',
        wsHost: '127.0.0.1',
        wsPort: port,
        forceTLS: false,
        enabledTransports: ['ws'],
        channelAuthorization: {
          transport: 'ajax',
          endpoint: '',
          customHandler: ({ socketId, channelName }, callback) =>
            callback(null, authorizeChannel(socketId, channelName)),
        },
      }),
  );
  for (const name of names) pusher.subscribe(name);
  return {
    subscribed: () =>
      whenAll(
        names,
        (name) =>
          new Promise<void>((resolve) => {
            const channel = pusher.channel(name);
            const done = (): void => {
              channel.unbind('pusher:subscription_succeeded', done);
              resolve();
            };
            channel.bind('pusher:subscription_succeeded', done);
          }),
      ),
    tell: (online) => network.emit(online ? 'online' : 'offline'),
    stop: () => pusher.disconnect(),
  };
};
