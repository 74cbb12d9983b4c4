export { channelAuthorizer, userAuthenticator } from './authorization.js';
export type { AuthorizationEnvironment } from './authorization.js';
export type { ChannelAuthorizer, UserAuthenticator } from './authorizer.js';
export {
  AuthorizationAnswerError,
  AuthorizationCallbackError,
  AuthorizationDenied,
  AuthorizationError,
  AuthorizationNetworkError,
  AuthorizationStatusError,
  AuthorizationTimeout,
} from './errors.js';
export type { Batch, Fetch, FetchResponse, HttpAuthorization, Provider, Retry } from './http-authorization.js';
