import type { ChannelAuthorizer, UserAuthenticator } from '../authorization/authorizer.js';
import type { Fetch, HttpAuthorization } from '../authorization/http-authorization.js';
import type { HttpFetch, KnownTransports } from '../connection/transports.js';
import { encryption } from '../encryption/index.js';
import type { PusherOptions } from '../options.js';
import type { AppOptions } from '../sandbox/engine/app-options.js';
import type { Latency, MemoryNetwork } from '../sandbox/memory/index.js';
import type { UserData } from '../user/signin.js';

/** Options of `fakePusher`: those of `createPusher`, and what its server is to be like. */
export interface FakePusherOptions extends PusherOptions {
  /** Who the endpoints say the client is. Default: `user-1`, the number being the connection's. */
  user?: UserData;
  /** How long everything takes (ms), each 0 by default. */
  latency?: Latency;
  /** The app on the server, as in the sandbox, but that subscription counts are off: they are scripted. */
  app?: Partial<Omit<AppOptions, 'id' | 'key' | 'secret'>>;
  /** How long (ms) the client may be at work in virtual time before the test fails. Default an hour. */
  timeLimit?: number;
}

const paramsOf = ({ id, user_info, watchlist }: UserData): Readonly<Record<string, string>> => ({
  user_id: id,
  ...(user_info === undefined ? {} : { user_info: JSON.stringify(user_info) }),
  ...(watchlist === undefined ? {} : { watchlist: watchlist.join(',') }),
});

type Given<A> = A | HttpAuthorization | undefined;

/** An authorization by HTTP, with another `fetch` and what the endpoint has to know; a function stays as it is. */
const authorizedBy = <A extends ChannelAuthorizer | UserAuthenticator>(
  option: Given<A>,
  path: string,
  fetch: Fetch,
  params: Readonly<Record<string, string>>,
): A | HttpAuthorization => {
  if (typeof option === 'function') return option;
  const channels = Object.entries(option?.channels ?? {}).map(
    ([pattern, its]) => [pattern, authorizedBy<ChannelAuthorizer>(its, path, fetch, params)] as const,
  );
  return {
    endpoint: path,
    fetch,
    ...option,
    params: { ...params, ...option?.params },
    ...(channels.length > 0 && { channels: Object.fromEntries(channels) }),
  };
};

const withFetch = (transports: KnownTransports, fetch: HttpFetch): KnownTransports => ({
  ...transports,
  open: (setup) => transports.open({ ...setup, fetch }),
});

/** Transports over HTTP on the network in memory. */
const overMemory = ({ transports, httpHost = 'fake' }: PusherOptions, fetch?: HttpFetch): Partial<PusherOptions> =>
  transports === undefined || fetch === undefined
    ? {}
    : { httpHost, transports: withFetch(transports as KnownTransports, fetch) };

/** Options with which `createPusher` makes a client of a network in memory. */
export const clientOptions = (
  { channelAuthorization, userAuthentication, ...options }: PusherOptions,
  user: UserData | undefined,
  { WebSocket, stream }: Pick<MemoryNetwork, 'WebSocket'> & Partial<Pick<MemoryNetwork, 'stream'>>,
  endpoint: (path: string) => Fetch,
): PusherOptions => {
  const params = user === undefined ? {} : paramsOf(user);
  const [channels, users] = ['/pusher/auth', '/pusher/user-auth'] as const;
  return {
    wsHost: 'fake',
    WebSocketCtor: WebSocket,
    encryption,
    // The shortest delay each time.
    random: () => 0,
    // Failures are part of tests: the console is not told of them.
    logger: {},
    ...options,
    ...overMemory(options, stream),
    channelAuthorization: authorizedBy(channelAuthorization, channels, endpoint(channels), params),
    userAuthentication: authorizedBy(userAuthentication, users, endpoint(users), params),
  };
};
