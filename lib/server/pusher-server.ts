import type { Either } from 'fp-ts/Either';
import type { Observable, OperatorFunction } from 'rxjs';
import type { ChannelAuthorization, UserAuthentication } from '../protocol/payload.js';
import type { PresenceMember, SignedUser } from './authorize.js';
import { authenticateUser, authorizeChannel } from './authorize.js';
import type { PusherServerConfig, Token } from './config.js';
import { settingsOf } from './config.js';
import type { WebhookError } from './errors.js';
import { ArgumentError } from './errors.js';
import type { BatchEntry, BatchEvent, TriggerParams } from './event-body.js';
import { batchBody, batchEntry, eventBody, userEventBody } from './event-body.js';
import { channelName, userId } from './identifiers.js';
import type { Published, PublishOptions } from './publish.js';
import { publishTo } from './publish.js';
import type { ApiRequest } from './request.js';
import { sendRequest } from './request.js';
import type { BatchResult, ChannelListResult, ChannelResult, TriggerResult, UsersResult } from './results.js';
import { answerValue, codecs, decodeAnswer } from './results.js';
import type { Params } from './signed-url.js';
import type { Webhook, WebhookRequest } from './webhook.js';
import { readWebhook } from './webhook.js';

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

const defined = (params: Readonly<Record<string, string | undefined>>): Params =>
  Object.fromEntries(Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined));

const userSegment = (id: string): string => {
  if (/^\.{1,2}$/.test(userId(id))) throw new ArgumentError('userId', '. and .. cannot be part of a path');
  return encodeURIComponent(id);
};

/** The server side of one application, from `https://KEY:SECRET@HOST/apps/APP_ID` or its parts. */
export const createPusherServer = (config: PusherServerConfig | string): PusherServer => {
  const settings = settingsOf(config);
  const send = (request: ApiRequest) => sendRequest(settings, request);
  const get = (path: string, params: Params = {}) => send({ method: 'GET', path, params });
  const post = (path: string, body: unknown) => send({ method: 'POST', path, body });
  const sendBatch = (batch: readonly BatchEntry[]) =>
    post('/batch_events', batchBody(batch)).pipe(decodeAnswer(codecs.BatchTriggered));
  const toEntry = (event: BatchEvent) => batchEntry(settings, event);

  const server: PusherServer = {
    trigger: (channels, event, data, params = {}) =>
      post('/events', eventBody(settings, channels, event, data, params)).pipe(decodeAnswer(codecs.Triggered)),
    triggerBatch: (events) => sendBatch(events.map(toEntry)),
    sendToUser: (id, event, data) =>
      post('/events', userEventBody(settings, id, event, data)).pipe(decodeAnswer(codecs.Triggered)),
    terminateUserConnections: (id) =>
      send({
        method: 'POST',
        path: `/users/${userSegment(id)}/terminate_connections`,
        body: {},
        repeatable: true,
      }).pipe(decodeAnswer(codecs.Accepted)),
    channels: ({ prefix, info } = {}) =>
      get('/channels', defined({ filter_by_prefix: prefix, info })).pipe(decodeAnswer(codecs.ChannelList)),
    channel: (name, { info } = {}) =>
      get(`/channels/${channelName(name)}`, defined({ info })).pipe(decodeAnswer(codecs.State)),
    users: (name) => get(`/channels/${channelName(name)}/users`).pipe(decodeAnswer(codecs.UserList)),
    get: ({ path, params }) => get(path, params).pipe(answerValue),
    post: ({ path, body, params = {} }) => send({ method: 'POST', path, body, params }).pipe(answerValue),
    publish: (toEvent, options) => publishTo({ toEntry, send: sendBatch }, toEvent, options),
    authorizeChannel: (socketId, channel, member) => authorizeChannel(settings, socketId, channel, member),
    authenticateUser: (socketId, user) => authenticateUser(settings, socketId, user),
    webhook: (request, tokens = []) => readWebhook([settings.token, ...tokens], request),
  };
  return server;
};
