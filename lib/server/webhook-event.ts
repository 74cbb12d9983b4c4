import * as t from 'io-ts';
import type { JsonRecord } from './loose.js';
import { countOf } from './loose.js';
import { idOf } from '../protocol/shape.js';

// Names as on the wire.

const read = <A>(name: string, of: (value: unknown) => A | undefined): t.Type<A> =>
  new t.Type<A, A>(
    name,
    (value): value is A => of(value) !== undefined,
    (value, context) => {
      const is = of(value);
      return is === undefined ? t.failure(value, context) : t.success(is);
    },
    t.identity,
  );

const Id = read('Id', idOf);
const Count = read('Count', countOf);

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
  subscription_count: t.type({ name: t.literal('subscription_count'), ...channel, subscription_count: Count }),
};

/** The codecs of the kinds there are. */
type Codecs = typeof codecs;

/** What happened, by `name`. The `data` of a `client_event` is what the client sent: mostly JSON in a string. */
export type WebhookEvent = { readonly [K in keyof Codecs]: Readonly<t.TypeOf<Codecs[K]>> }[keyof Codecs];

/** An event of a kind this library does not know, or without what its kind has. */
export type UnknownWebhookEvent = Readonly<Record<string, unknown>>;

// Where nobody is known to have sent it, some servers write null.
const withoutUnreadable = ({ socket_id, user_id, ...event }: JsonRecord): JsonRecord => ({
  ...event,
  ...(typeof socket_id === 'string' ? { socket_id } : {}),
  ...(idOf(user_id) === undefined ? {} : { user_id }),
});

/** An event as one of a known kind; undefined if it is not. */
export const webhookEvent = (raw: JsonRecord): WebhookEvent | undefined => {
  const { name } = raw;
  if (typeof name !== 'string' || !Object.hasOwn(codecs, name)) return undefined;
  const codec: t.Decoder<unknown, WebhookEvent> = codecs[name as keyof Codecs];
  const decoded = codec.decode(name === 'client_event' ? withoutUnreadable(raw) : raw);
  return decoded._tag === 'Right' ? decoded.right : undefined;
};
