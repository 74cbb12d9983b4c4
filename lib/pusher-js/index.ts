export type {
  AuthEndpoint,
  // Some are there under their older names too, as in pusher-js.
  ChannelAuthorizationCallback as AuthorizerCallback,
  ChannelAuthorizationCallback,
  ChannelAuthorizationHandler,
  ChannelAuthorizationOptions,
  ChannelAuthorizerGenerator as AuthorizerGenerator,
  ChannelAuthorizerGenerator,
  DeprecatedAuthOptions as AuthOptions,
  DeprecatedAuthOptions,
  DeprecatedChannelAuthorizer as Authorizer,
  UserAuthenticationCallback,
  UserAuthenticationHandler,
  UserAuthenticationOptions,
} from './auth.js';
export type { Channel } from './channel.js';
export type { ConnectionManager, StateName } from './connection.js';
export type { Members } from './members.js';
export type { Options } from './options.js';
export type { PresenceChannel } from './presence-channel.js';
export type { Ajax, Runtime } from './runtime.js';
export { Pusher as default } from './pusher.js';
