import type { Decoder } from 'io-ts';
import type { Observable } from 'rxjs';
import { map } from 'rxjs';
import { reasonsOf } from '../protocol/codec.js';
import { ChannelAuthorization, UserAuthentication } from '../protocol/payload.js';
import type { ChannelAuthorizer, UserAuthenticator } from './authorizer.js';
import { byPattern } from './by-pattern.js';
import { unusable } from './failure.js';
import { http } from './http.js';
import type { HttpAuthorization } from './http-authorization.js';
import { retrying } from './retry.js';
import type { Answer, Request } from './source.js';
import { fromFunction, TIMEOUT } from './source.js';

/** What authorization needs of the client's options. */
export interface AuthorizationEnvironment {
  /** From 0 to 1, as `Math.random`. */
  readonly random: () => number;
  /** How long (ms) an answer may take where the option of an endpoint says nothing else. Default 15,000. */
  readonly authorizationTimeout?: number | undefined;
}

const authorizer = <A>(
  name: string,
  option: ((request: never) => unknown) | HttpAuthorization,
  endpoint: string,
  codec: Decoder<unknown, A>,
  { random, authorizationTimeout = TIMEOUT }: AuthorizationEnvironment,
): ((request: Request) => Observable<A>) => {
  const source =
    typeof option === 'function'
      ? fromFunction(name, option, authorizationTimeout)
      : http(name, option, endpoint, authorizationTimeout, random);
  const decode = ({ data, status }: Answer): A => {
    const result = codec.decode(data);
    if (result._tag === 'Right') return result.right;
    // The reasons name the types of values only, because the values are secret.
    throw unusable(reasonsOf(result.left, (value) => typeof value).join('; '), status);
  };
  return (request) => retrying(source.attempt(request).pipe(map(decode)), request.channelName, source);
};

/**
 * Authorizes channels as the option says; by default at `/pusher/auth`. What it returns is cold, emits one authorization
 * and completes, or errors with an `AuthorizationError`; unsubscribing ends the request, or leaves the batch. Throws an
 * `OptionError` for an option that can't be used.
 */
export const channelAuthorizer = (
  option: ChannelAuthorizer | HttpAuthorization = {},
  environment: AuthorizationEnvironment,
  name = 'channelAuthorization',
): ((request: { socketId: string; channelName: string }) => Observable<ChannelAuthorization>) => {
  const own = authorizer(name, option, '/pusher/auth', ChannelAuthorization, environment);
  // A function has no such property.
  const { channels = {} } = option as HttpAuthorization;
  const other = byPattern(
    Object.entries(channels).map(
      ([pattern, its]) => [pattern, channelAuthorizer(its, environment, `${name}.channels.${pattern}`)] as const,
    ),
  );
  return (request) => (other(request.channelName) ?? own)(request);
};

/** Authenticates the user as the option says; by default at `/pusher/user-auth`. Otherwise as `channelAuthorizer`. */
export const userAuthenticator = (
  option: UserAuthenticator | HttpAuthorization = {},
  environment: AuthorizationEnvironment,
): ((request: { socketId: string }) => Observable<UserAuthentication>) =>
  authorizer('userAuthentication', option, '/pusher/user-auth', UserAuthentication, environment);
