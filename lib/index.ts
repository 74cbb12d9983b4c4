export { createPusher } from './pusher.js';
export type { Pusher } from './types.js';
export type { PusherOptions } from './options.js';
export type { Logger } from './report.js';
export type { ConnectionState } from './connection/state.js';
export type { ReconnectOption } from './connection/policy.js';
export type { Encryption } from './protocol/encryption.js';
export type { EncryptedPayload } from './protocol/payload.js';
export type { Frame } from './protocol/frame.js';
export { isCacheName, isEncryptedName, isPresenceName, isPrivateName } from './protocol/channel-name.js';
export type { ClientEventOptions } from './client-events/options.js';
export type { Decoder, IoDecoder, StandardSchema } from './channels/decoder.js';
export type {
  AnyChannel,
  Cached,
  Channel,
  ChannelEvent,
  ChannelFor,
  ChannelLifecycle,
  ChannelMap,
  EncryptedChannel,
  EventIn,
  EventMap,
  EventsOf,
  IsOpen,
  KnownName,
  Member,
  Members,
  OpenName,
  Outage,
  PresenceChannel,
  PrivateChannel,
  SubscriptionState,
} from './channels/types.js';
export type { User } from './user/user.js';
export type { WatchlistEvent } from './user/watchlist.js';
export type { UserData } from './user/signin.js';
export type { ChannelAuthorization, UserAuthentication } from './protocol/payload.js';
export type { ChannelAuthorizer, UserAuthenticator } from './authorization/authorizer.js';
export type {
  Batch,
  Fetch,
  FetchResponse,
  HttpAuthorization,
  Provider,
  Retry,
} from './authorization/http-authorization.js';
export {
  AuthorizationAnswerError,
  AuthorizationCallbackError,
  AuthorizationDenied,
  AuthorizationError,
  AuthorizationNetworkError,
  AuthorizationStatusError,
  AuthorizationTimeout,
} from './authorization/errors.js';
export { CallbackError, OptionError, PusherError } from './errors.js';
export { ChannelNameError, DecodeError, EventNameError, FrameError, UnknownEventError } from './protocol/errors.js';
export { ConnectionTimeout, Disconnected, HandshakeError, ServerError, SocketClosed } from './connection/errors.js';
export { DecryptionError, SubscriptionRejected, SubscriptionTimeout } from './channels/errors.js';
export {
  ClientEventTooLarge,
  EventDataError,
  TriggerQueueFull,
  TriggerRateExceeded,
  TriggerTimeout,
} from './client-events/errors.js';
export { SigninRejected, SigninTimeout } from './user/errors.js';
