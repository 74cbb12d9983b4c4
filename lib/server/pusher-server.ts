import type { Either } from 'fp-ts/Either';
import type { Observable, OperatorFunction } from 'rxjs';
import type { ChannelAuthorization, UserAuthentication } from '../protocol/payload.js';
import { infoText, parts } from './argument.js';
import type { PresenceMember, SignedUser } from './authorize.js';
import { authenticateUser, authorizeChannel } from './authorize.js';
import type { PusherServerConfig, Token } from './config.js';
import { settingsOf } from './config.js';
import type { WebhookError } from './errors.js';
import { ArgumentError } from './errors.js';
import type { BatchEntry, BatchEvent, TriggerParams } from './event-body.js';
import { batchBody, batchEntry, eventBody, userEventBody } from './event-body.js';
import { channelName, userId } from './identifiers.js';
import type { Params } from './params.js';
import type { Published, PublishOptions } from './publish.js';
import { publishTo } from './publish.js';
import { accepted, answerOrText, answerValue, batchTriggered, channelList, channelState } from './read-answer.js';
import { readAs, triggered, userList } from './read-answer.js';
import type { ApiRequest } from './request.js';
import { sendRequest } from './request.js';
import type { BatchResult, ChannelListResult, ChannelResult, TriggerResult, UsersResult } from './results.js';
import { told } from './told.js';
import type { Webhook } from './webhook.js';
import { readWebhook } from './webhook.js';
import type { WebhookRequest } from './webhook-request.js';

/**
 * The HTTP API of Pusher Channels. Its observables are cold: nothing is sent before somebody subscribes, each subscription is
 * one request, and unsubscribing aborts it. They emit the answer, in the wire's own names, and complete; they error with an
 * `ApiError` (an error status), `ApiUnreachable`, `ApiTimeout` or `ApiAnswerError`. What cannot be sent at all (a wrong name, too
 * many channels, too much data) throws at the call, so that no `retry()` spins on it.
 */
export interface PusherServer {
  /** An event to one channel or up to 100. A string is sent as it is, anything else as JSON; at most 10,240 bytes. */
  trigger<const I extends string = never>(
    channels: string | readonly string[],
    event: string,
    data: unknown,
    params?: TriggerParams<I>,
  ): Observable<TriggerResult<I>>;
  /** Up to 10 events in one request, each to a channel. */
  triggerBatch(events: readonly BatchEvent[]): Observable<BatchResult>;
  /** An event to one user who is signed in, on all of their connections. */
  sendToUser(userId: string, event: string, data: unknown): Observable<TriggerResult<never>>;
  /** Closes all connections of a user. */
  terminateUserConnections(userId: string): Observable<Readonly<Record<string, unknown>>>;
  /** The occupied channels. `info: 'user_count'` only together with a prefix that begins with `presence-`. */
  channels<const I extends string = never>(params?: { prefix?: string; info?: I }): Observable<ChannelListResult<I>>;
  /** The state of one channel; `info` may ask for `user_count`, `subscription_count` and `cache`. */
  channel<const I extends string = never>(name: string, params?: { info?: I }): Observable<ChannelResult<I>>;
  /** The users of a presence channel. */
  users(channel: string): Observable<UsersResult>;
  /** A signed GET of any path below `/apps/APP_ID`; emits the JSON of the answer. */
  get(request: { path: string; params?: Params }): Observable<unknown>;
  /** A signed POST of JSON to any path below `/apps/APP_ID`; emits the JSON of the answer. */
  post(request: { path: string; body: unknown; params?: Params }): Observable<unknown>;
  /**
   * An operator that publishes a stream of values, up to 10 events in a request, one request at a time unless `concurrency`
   * allows more. The order is kept for each channel. Emits what became of the values, failures too, and goes on after them; when
   * the source ends, what waits is sent first. Unsubscribing aborts what is under way and drops what waits.
   */
  publish<T>(toEvent: (value: T) => BatchEvent, options?: PublishOptions): OperatorFunction<T, Published<T>>;
  /** The signature that lets a connection into a channel. Public channels need none, and are an error. */
  authorizeChannel(socketId: string, channel: string, member?: PresenceMember): ChannelAuthorization;
  /** The signature that signs a connection's user in. */
  authenticateUser(socketId: string, user: SignedUser): UserAuthentication;
  /** A request as a webhook, or what is wrong with it; never throws. `tokens` are good besides the server's own. */
  webhook(request: WebhookRequest, tokens?: readonly Token[]): Either<WebhookError, Webhook>;
}

const userSegment = (id: string): string => {
  if (/^\.{1,2}$/.test(userId(id))) throw new ArgumentError('userId', '. and .. cannot be part of a path');
  return encodeURIComponent(id);
};

const list = <T>(argument: string, value: readonly T[]): readonly T[] => {
  if (!Array.isArray(value)) throw new ArgumentError(argument, `${told(value)}, not a list`);
  // Holes as well become values, and are then refused as what they are not.
  return Array.from<T>(value);
};

const prefixText = (prefix: unknown): string | undefined => {
  if (prefix !== undefined && typeof prefix !== 'string')
    throw new ArgumentError('prefix', `${told(prefix)}, not a text`);
  return prefix;
};

/** The server side of one application, from `https://KEY:SECRET@HOST/apps/APP_ID` or its parts. */
export const createPusherServer = (config: PusherServerConfig | string): PusherServer => {
  const settings = settingsOf(config);
  const send = (request: ApiRequest) => sendRequest(settings, request);
  const get = (path: string, params?: Params) => send({ method: 'GET', path, params });
  const publishEvent = (body: ReturnType<typeof eventBody>) =>
    send({ method: 'POST', path: '/events', body }).pipe(readAs(triggered('info' in body)));
  const sendBatch = (entries: readonly BatchEntry[]) => {
    const read = batchTriggered(
      entries.length,
      entries.some((entry) => 'info' in entry),
    );
    return send({ method: 'POST', path: '/batch_events', body: batchBody(entries) }).pipe(readAs(read));
  };
  const toEntry = (event: BatchEvent) => batchEntry(settings, event);

  const server: PusherServer = {
    trigger: (channels, event, data, params = {}) => publishEvent(eventBody(settings, channels, event, data, params)),
    triggerBatch: (events) => sendBatch(list('events', events).map(toEntry)),
    sendToUser: (id, event, data) => publishEvent(userEventBody(settings, id, event, data)),
    terminateUserConnections: (id) =>
      send({
        method: 'POST',
        path: `/users/${userSegment(id)}/terminate_connections`,
        body: {},
        repeatable: true,
      }).pipe(readAs(accepted)),
    channels: (params = {}) => {
      const { prefix, info } = parts('params', params, ['prefix', 'info'], { filter_by_prefix: 'prefix' });
      return get('/channels', { filter_by_prefix: prefixText(prefix), info: infoText(info) }).pipe(readAs(channelList));
    },
    channel: (name, params = {}) => {
      const { info } = parts('params', params, ['info']);
      return get(`/channels/${channelName(name)}`, { info: infoText(info) }).pipe(readAs(channelState));
    },
    users: (name) => get(`/channels/${channelName(name)}/users`).pipe(readAs(userList)),
    get: (request) => {
      const { path, params } = parts('request', request, ['path', 'params'], { query: 'params' }) as typeof request;
      return get(path, params).pipe(answerValue);
    },
    post: (request) => {
      const names = ['path', 'body', 'params'];
      const { path, body, params } = parts('request', request, names, { query: 'params' }) as typeof request;
      return send({ method: 'POST', path, body, params }).pipe(answerOrText);
    },
    publish: (toEvent, options) => publishTo({ toEntry, send: sendBatch }, toEvent, options),
    authorizeChannel: (socketId, channel, member) => authorizeChannel(settings, socketId, channel, member),
    authenticateUser: (socketId, user) => authenticateUser(settings, socketId, user),
    webhook: (request, tokens = []) => readWebhook(settings.token, tokens, request),
  };
  return server;
};
