import * as t from 'io-ts';
import { Id } from '../protocol/payload.js';

// Names as on the wire.
const channel = { channel: t.string };
const member = { channel: t.string, user_id: Id };

/** By the name of the event. */
const codecs = {
  channel_occupied: t.type({ name: t.literal('channel_occupied'), ...channel }),
  channel_vacated: t.type({ name: t.literal('channel_vacated'), ...channel }),
  cache_miss: t.type({ name: t.literal('cache_miss'), ...channel }),
  member_added: t.type({ name: t.literal('member_added'), ...member }),
  member_removed: t.type({ name: t.literal('member_removed'), ...member }),
  client_event: t.intersection([
    t.type({ name: t.literal('client_event'), ...channel, event: t.string, data: t.unknown }),
    t.partial({ socket_id: t.string, user_id: Id }),
  ]),
  subscription_count: t.type({ name: t.literal('subscription_count'), ...channel, subscription_count: t.number }),
};

/** The codecs of the kinds there are. */
type Codecs = typeof codecs;

/** What happened, by `name`. The `data` of a `client_event` is what the client sent: mostly JSON in a string. */
export type WebhookEvent = { readonly [K in keyof Codecs]: Readonly<t.TypeOf<Codecs[K]>> }[keyof Codecs];

/** An event of a kind this library does not know. */
export type UnknownWebhookEvent = Readonly<Record<string, unknown>>;

/** The codec of an event, by its name; undefined for a kind this library does not know. */
export const webhookEventCodec = (event: unknown): t.Decoder<unknown, WebhookEvent> | undefined => {
  const name = (event as { name?: unknown } | null)?.name;
  return typeof name === 'string' && Object.hasOwn(codecs, name) ? codecs[name as keyof Codecs] : undefined;
};

/** The body of a webhook: a time in ms and what happened. */
export const WebhookBody = t.type({ time_ms: t.number, events: t.array(t.UnknownRecord) });
