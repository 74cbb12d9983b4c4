import type { Observable } from 'rxjs';
import { ReplaySubject } from 'rxjs';
import type { ChannelAuthorization, HttpAuthorization, UserAuthenticator } from '../index.js';
import type { UserAuthentication } from '../index.js';
import type { Channel } from './channel.js';
import type { ChannelRequest, ChannelSigner } from './client.js';
import { xhrFetch } from './xhr-fetch.js';

/** Answers a request for a signature: the error, or null and what the endpoint of your server gave. */
export type ChannelAuthorizationCallback = (error: Error | null, authData: ChannelAuthorization | null) => void;
/** The same for the user. */
export type UserAuthenticationCallback = (error: Error | null, authData: UserAuthentication | null) => void;

/** Signs for a channel, and says so by the callback. */
export type ChannelAuthorizationHandler = (params: ChannelRequest, callback: ChannelAuthorizationCallback) => void;
/** Signs for the user, and says so by the callback. */
export type UserAuthenticationHandler = (params: { socketId: string }, callback: UserAuthenticationCallback) => void;

/** An HTTP endpoint that signs, as pusher-js has it. What it does not name has its default. */
export interface AuthEndpoint {
  /** Default `ajax`. */
  transport?: 'ajax' | 'jsonp' | null | undefined;
  /** Default `/pusher/auth`, for the user `/pusher/user-auth`. */
  endpoint?: string | null | undefined;
  /** Params of every request. Read at each, so that they may change in place. */
  params?: object | null | undefined;
  /** Headers of every request. Read at each, so that they may change in place. */
  headers?: object | null | undefined;
  /** Params of one request, asked for each. */
  paramsProvider?: (() => unknown) | null | undefined;
  /** Headers of one request, asked for each. */
  headersProvider?: (() => unknown) | null | undefined;
}

/** Who signs for channels: an endpoint, or a handler. */
export type ChannelAuthorizationOptions = AuthEndpoint & {
  customHandler?: ChannelAuthorizationHandler | null | undefined;
};
/** Who signs for the user: an endpoint, or a handler. */
export type UserAuthenticationOptions = AuthEndpoint & { customHandler?: UserAuthenticationHandler | null | undefined };

/** The deprecated option `auth`. */
export interface DeprecatedAuthOptions {
  /** Params of every request. */
  params?: object | null | undefined;
  /** Headers of every request. */
  headers?: object | null | undefined;
}

/** What the deprecated option `authorizer` is told. */
export interface DeprecatedAuthorizerOptions {
  /** The option of that name, or its default. */
  authTransport: 'ajax' | 'jsonp';
  /** The option of that name, or its default. */
  authEndpoint: string;
  /** The option of that name. */
  auth?: DeprecatedAuthOptions | undefined;
}

/** What the deprecated option `authorizer` makes. */
export interface DeprecatedChannelAuthorizer {
  /** Signs for the channel. */
  authorize(socketId: string, callback: ChannelAuthorizationCallback): void;
}

/** The deprecated option `authorizer`: asked at each authorization. */
export type ChannelAuthorizerGenerator = (
  channel: Channel,
  options: DeprecatedAuthorizerOptions,
) => DeprecatedChannelAuthorizer;

/** The options about signatures, deprecated ones included. */
export interface AuthSettings {
  /** Who signs for channels. Default: POST to `/pusher/auth`. */
  channelAuthorization?: ChannelAuthorizationOptions | null | undefined;
  /** Who signs for the user. Default: POST to `/pusher/user-auth`. */
  userAuthentication?: UserAuthenticationOptions | null | undefined;
  /** Deprecated: use `channelAuthorization`. */
  auth?: DeprecatedAuthOptions | null | undefined;
  /** Deprecated: use `channelAuthorization`. */
  authEndpoint?: string | null | undefined;
  /** Deprecated: use `channelAuthorization`. */
  authTransport?: 'ajax' | 'jsonp' | null | undefined;
  /** Deprecated: use `channelAuthorization`. */
  authorizer?: ChannelAuthorizerGenerator | null | undefined;
}

/** Why a handler of the program's refused; some give `true` and a status. */
const refusal = (error: unknown, data: unknown): Error => {
  const { message = 'refused', status = data } = Object(error) as { message?: string; status?: unknown };
  return Object.assign(new Error(typeof error === 'string' ? error : message, { cause: error }), { status });
};

/** A handler with a callback as the function this library takes. It is called at once, and its first answer counts. */
const handled =
  <R, A extends object>(
    handler: (request: R, callback: (error: unknown, data: A | null) => void) => void,
  ): ((request: R) => Observable<A>) =>
  (request) => {
    const answer = new ReplaySubject<A>(1);
    try {
      handler(request, (error, data) => {
        if (error) return answer.error(refusal(error, data));
        answer.next(data as A);
        answer.complete();
      });
    } catch (error) {
      answer.error(error);
    }
    return answer;
  };

const FIELD = /^(transport|endpoint|(params|headers)(Provider)?)$/;

/** What is empty has its default, and what else there is says nothing. */
const endpoint = (given: AuthEndpoint): HttpAuthorization => ({
  ...Object.fromEntries(Object.entries(given).filter(([name, value]) => value && FIELD.test(name))),
  fetch: xhrFetch,
  retry: { attempts: 0 },
});

/** Asks for a channel, or gives what was asked for it ahead, once. */
const once =
  (ask: ChannelSigner, channel: (name: string) => Channel | undefined): ChannelSigner =>
  (request) => {
    const holder: { asked?: Channel['asked'] } = channel(request.channelName) ?? {};
    const { asked = ask(request) } = holder;
    holder.asked = undefined;
    return asked;
  };

/** Who signs for channels. `channel` finds the one a name is of. */
export const channelAuthorizer = (
  options: AuthSettings,
  channel: (name: string) => Channel | undefined,
): ChannelSigner | HttpAuthorization => {
  const { channelAuthorization: current, authorizer } = options;
  const { params, headers } = options.auth ?? {};
  const told: DeprecatedAuthorizerOptions = {
    authTransport: options.authTransport || 'ajax',
    authEndpoint: options.authEndpoint || '/pusher/auth',
    auth: { params, headers },
  };
  const handler: ChannelAuthorizationHandler | null | undefined = current
    ? current.customHandler
    : authorizer &&
      (({ socketId, channelName }, callback) =>
        authorizer(channel(channelName) as Channel, told).authorize(socketId, callback));
  if (handler) return once(handled(handler), channel);
  return endpoint(current ?? { transport: told.authTransport, endpoint: told.authEndpoint, params, headers });
};

/** Who signs for the user. */
export const userAuthenticator = ({ userAuthentication }: AuthSettings): UserAuthenticator | HttpAuthorization =>
  userAuthentication?.customHandler ? handled(userAuthentication.customHandler) : endpoint(userAuthentication ?? {});
