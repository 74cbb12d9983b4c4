import type { Observable } from 'rxjs';
import {
  catchError,
  distinctUntilChanged,
  filter,
  map,
  merge,
  NEVER,
  ReplaySubject,
  share,
  skip,
  Subject,
  throwError,
} from 'rxjs';
import { channelAuthorizer, userAuthenticator } from './authorization/authorization.js';
import { createChannels } from './channels/channels.js';
import { AnyKindOfChannel, checkChannel, checkEventName } from './channels/channel.js';
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
import type { Open } from './connection/transports.js';
import { unavailability } from './connection/unavailable.js';
import { CallbackError } from './errors.js';
import { Disconnected } from './connection/errors.js';
import { logLines } from './log.js';
import type { PusherOptions, Settings } from './options.js';
import { checkValue, TIME } from './option-rules.js';
import { settingsOf } from './options.js';
import type { WireFrame } from './protocol/frame.js';
import { connectionUrl } from './protocol/url.js';
import type { Report } from './report.js';
import { createReport } from './report.js';
import { createAudience } from './rx/audience.js';
import { eager } from './rx/eager.js';
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
    share({ connector: () => new ReplaySubject(1) }),
  );
  const connection = createConnection(
    {
      ...times,
      ...settings,
      online$,
      open: options.transports?.open({ address: options, enabled, urlAt, webSocket, ...times, debug }) ?? webSocket,
      check$: merge(online$.pipe(skip(1)), platformVisible$),
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
  const audience = createAudience();
  const demand = createDemand();
  const connection = connectionOf(key, options, settings, demand, reports);
  const control$ = new Subject<WireFrame>();

  const signin = createSignin({
    authenticate: userAuthenticator(options.userAuthentication, settings),
    control$,
    ended: (session) => links$.pipe(filter((link) => link.session !== session)),
    timeout: times.subscriptionTimeout,
    report,
  });
  const { context, globals, links$, disconnected } = createChannels({
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
    retry: demand.ask,
    report,
  });
  const { registry, mailbox, lifecycles } = context;
  const states$ = links$.pipe(map(({ state }) => state));
  if (options.logger?.debug !== undefined) logLines(states$, lifecycles.all$).subscribe(debug);
  notice(links$, connection.address, audience.isThere).subscribe(warn);
  const state$ = audience.of(states$);

  return {
    key,
    state$,
    socketId$: socketIds(state$),
    unavailable$: audience.of(unavailability(links$, times.unavailableTimeout)),
    channels$: lifecycles.channels$,
    frames$: frames$(globals.before),
    delivered$: frames$(globals.after),
    events$: events$(globals, mailbox),
    errors$: audience.of(errors$),

    on: <T>(event: string, decoder?: Decoder<T>) => {
      checkEventName(event);
      return named$(globals, mailbox, event).pipe(decoded(decoder, event, undefined, report));
    },
    ...connecting(demand, mailbox, links$, disconnected),
    ping: (timeout = times.pongTimeout) => {
      checkValue(timeout, TIME, 'timeout');
      return eager(registry.session()?.ping(timeout) ?? throwError(() => new Disconnected()));
    },
    // What is undefined is left out of the frame.
    send: (event, data, channel) => registry.session()?.send({ event, data, channel }) ?? false,
    channel: <N extends string>(name: N) => {
      checkChannel(name, options.encryption);
      return new AnyKindOfChannel(context, name) as unknown as ChannelFor<N, EventsOf<M, N>>;
    },
    user: createUser({ context, signin, links$, control$, hold: demand.hold, linger: times.linger }),
  };
};
