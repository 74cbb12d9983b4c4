export { createPusherServer } from './pusher-server.js';
export type { PusherServer } from './pusher-server.js';
export { createAuthHandler } from './auth-handler.js';
export type { AuthAsk, AuthHandlerOptions, Eventually, Refusal } from './auth-options.js';
export { secretAuthorizer } from './secret-authorizer.js';
export type { SecretAuthorizer, SecretAuthorizerOptions } from './secret-authorizer.js';

export type { Fetch, PusherServerConfig, PusherServerOptions, RetryOptions, Token } from './config.js';
export type { ServerAddress } from './server-address.js';
export type { BatchEvent, TriggerParams } from './event-body.js';
export type { Published, PublishOptions } from './publish.js';
export { bodyOf } from './read-answer.js';
export type {
  BatchResult,
  ChannelCounts,
  ChannelListResult,
  ChannelResult,
  TriggerResult,
  UsersResult,
} from './results.js';
export type { PresenceMember, SignedUser } from './authorize.js';
export type { Webhook } from './webhook.js';
export type { WebhookHeaders, WebhookRequest } from './webhook-request.js';
export type { UnknownWebhookEvent, WebhookEvent } from './webhook-event.js';
export type { ChannelAuthorization, UserAuthentication } from '../protocol/payload.js';

export {
  ApiAnswerError,
  ApiError,
  ApiTimeout,
  ApiUnreachable,
  ArgumentError,
  LimitError,
  QueueOverflow,
  WebhookError,
} from './errors.js';
export type { WebhookFault } from './errors.js';
export { CallbackError, OptionError, PusherError } from '../errors.js';
export { ChannelNameError, EventNameError } from '../protocol/errors.js';
