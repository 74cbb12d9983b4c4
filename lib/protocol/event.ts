/** The protocol's own event names. */
export const CONNECTION_ESTABLISHED = 'pusher:connection_established';
export const ERROR = 'pusher:error';
export const PING = 'pusher:ping';
export const PONG = 'pusher:pong';
export const SUBSCRIBE = 'pusher:subscribe';
export const UNSUBSCRIBE = 'pusher:unsubscribe';
export const SIGNIN = 'pusher:signin';
export const SIGNIN_SUCCESS = 'pusher:signin_success';
export const CACHE_MISS = 'pusher:cache_miss';
export const SUBSCRIPTION_ERROR = 'pusher:subscription_error';
export const SUBSCRIPTION_SUCCEEDED = 'pusher_internal:subscription_succeeded';
export const INTERNAL_SUBSCRIPTION_ERROR = 'pusher_internal:subscription_error';
export const SUBSCRIPTION_COUNT = 'pusher_internal:subscription_count';
export const MEMBER_ADDED = 'pusher_internal:member_added';
export const MEMBER_REMOVED = 'pusher_internal:member_removed';
export const WATCHLIST_EVENTS = 'pusher_internal:watchlist_events';

/** What a server may say in the name of the protocol. */
export const KNOWN: ReadonlySet<string> = new Set([
  CONNECTION_ESTABLISHED,
  ERROR,
  PING,
  PONG,
  SIGNIN_SUCCESS,
  CACHE_MISS,
  SUBSCRIPTION_ERROR,
  SUBSCRIPTION_SUCCEEDED,
  INTERNAL_SUBSCRIPTION_ERROR,
  SUBSCRIPTION_COUNT,
  MEMBER_ADDED,
  MEMBER_REMOVED,
  WATCHLIST_EVENTS,
]);

/** Names of the protocol, which no application event may have. */
export const isProtocolEvent = (event: string): boolean =>
  event.startsWith('pusher:') || event.startsWith('pusher_internal:');

/** Events sent by clients to one another. */
export const isClientEvent = (event: string): boolean => event.startsWith('client-');

/** Longest event name the server takes (Pusher's documentation). */
export const MAX_EVENT_NAME = 200;
