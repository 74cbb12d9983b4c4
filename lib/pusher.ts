import type { Observable } from 'rxjs';
import { catchError, distinctUntilChanged, filter, map, NEVER, Subject } from 'rxjs';
import { channelAuthorizer, userAuthenticator } from './authorization/authorization.js';
import { createChannels } from './channels/channels.js';
import { AnyKindOfChannel } from './channels/channel.js';
import { checkChannel, checkEventName } from './channels/names.js';
import type { Decoder } from './channels/decoder.js';
import { decoded } from './channels/decoder.js';
import { events$, frames$, named$ } from './channels/global-listeners.js';
import type { ChannelFor, ChannelMap, EventsOf } from './channels/types.js';
import { connecting } from './connecting.js';
import { createConnection } from './connection/connection.js';
import { createDemand } from './connection/demand.js';
import { notice } from './connection/notice.js';
import type { ConnectionState } from './connection/state.js';
import { platformResumed$, platformVisible$ } from './connection/platform.js';
import { transport } from './connection/transport.js';
import type { KnownTransports, Open } from './connection/transports.js';
import { unavailability } from './connection/unavailable.js';
import { CallbackError } from './errors.js';
import { logLines } from './log.js';
import type { PusherOptions, Settings } from './options.js';
import { settingsOf } from './options.js';
import type { WireFrame } from './protocol/frame.js';
import { connectionUrl } from './protocol/url.js';
import type { Report } from './report.js';
import { createReport } from './report.js';
import { createSubscriberCount } from './rx/subscriber-count.js';
import type { Pusher } from './types.js';
import { createSignin } from './user/signin.js';
import { createUser } from './user/user.js';

/** The connection that the options describe, and where it leads. */
const connectionOf = (
  key: string,
  options: PusherOptions,
  { endpoint, client, times, enabled, ...settings }: Settings,
  demand: ReturnType<typeof createDemand>,
  { report, debug }: Report,
) => {
  const urlAt = (secure: boolean, at = endpoint(secure)) => connectionUrl(key, at, secure, client);
  const webSocket: Open = (secure, frames) =>
    transport(urlAt(secure), frames, options.WebSocketCtor, options.webSocketOptions);
  const online$ = settings.online$.pipe(
    catchError((cause: unknown) => {
      report(new CallbackError('online$', cause));
      return NEVER;
    }),
  );
  const connection = createConnection(
    {
      ...times,
      ...settings,
      online$,
      open:
        (options.transports as KnownTransports | undefined)?.open({
          address: options,
          enabled,
          urlAt,
          webSocket,
          ...times,
          debug,
        }) ?? webSocket,
      check$: platformVisible$,
      resumed$: platformResumed$,
    },
    demand,
  );
  return { ...connection, address: urlAt(settings.secure).replace(/\?.*/, '') };
};

const socketIds = (state$: Observable<ConnectionState>): Observable<string | undefined> =>
  state$.pipe(
    map((state) => (state.status === 'connected' ? state.socketId : undefined)),
    distinctUntilChanged(),
  );

/** A client of the app of that key. Throws an `OptionError` at once if an option cannot be used; reads no global. */
export const createPusher = <M = ChannelMap>(key: string, options: PusherOptions): Pusher<M> => {
  const settings = settingsOf(key, options);
  const { times } = settings;
  const reports = createReport(options.logger);
  const { errors$, report, debug, warn } = reports;
  const subscribers = createSubscriberCount();
  const demand = createDemand();
  const connection = connectionOf(key, options, settings, demand, reports);
  const control$ = new Subject<WireFrame>();

  const signin = createSignin({
    authenticate: userAuthenticator(options.userAuthentication, settings),
    control$,
    ended: (session) => connection$.pipe(filter((present) => present.session !== session)),
    timeout: times.subscriptionTimeout,
    report,
  });
  const { context, globals, connection$, disconnected } = createChannels({
    ...times,
    ...connection,
    clientEvents: settings.clientEvents,
    encryption: options.encryption,
    authorize: channelAuthorizer(options.channelAuthorization, settings),
    signIn: signin.on,
    signedIn: signin.member,
    refuseSignin: signin.pending,
    user: (frame) => control$.next(frame),
    hold: demand.hold,
    retry: demand.retry,
    report,
  });
  const { registry, mailbox, lifecycles } = context;
  const states$ = connection$.pipe(map(({ state }) => state));
  if (options.logger?.debug !== undefined) logLines(states$, lifecycles.all$).subscribe(debug);
  notice(connection$, connection.address, subscribers.any).subscribe(warn);
  const state$ = subscribers.of(states$);

  return {
    key,
    state$,
    socketId$: socketIds(state$),
    unavailable$: subscribers.of(unavailability(connection$, times.unavailableTimeout)),
    channels$: lifecycles.channels$,
    frames$: frames$(globals.before),
    delivered$: frames$(globals.after),
    events$: events$(globals, mailbox),
    errors$: subscribers.of(errors$),

    on: <T>(event: string, decoder?: Decoder<T>) => {
      checkEventName(event);
      return named$(globals, mailbox, event).pipe(decoded(decoder, event, undefined, report));
    },
    ...connecting({ ...times, demand, mailbox, connection$, session: registry.session, disconnected }),
    channel: <N extends string>(name: N) => {
      checkChannel(name, options.encryption);
      return new AnyKindOfChannel(context, name) as unknown as ChannelFor<N, EventsOf<M, N>>;
    },
    user: createUser({ context, signin, connection$, control$, hold: demand.hold, linger: times.linger }),
  };
};
