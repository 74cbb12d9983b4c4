import * as t from 'io-ts';
import type { Observable, OperatorFunction } from 'rxjs';
import { map } from 'rxjs';
import { reasonsOf } from '../protocol/codec.js';
import { Id } from '../protocol/payload.js';
import { ApiAnswerError } from './errors.js';
import type { ApiAnswer } from './request.js';

// Answers keep the wire's own names. A count is there only if it was asked for and the server knows it.

/** `user_count` is that of presence channels alone. */
const Counts = t.partial({ user_count: t.number, subscription_count: t.number });

const State = t.intersection([
  t.type({ occupied: t.boolean }),
  t.partial({
    user_count: t.number,
    subscription_count: t.number,
    /** The last event of a cache channel and for how long it is kept (s); null where there is none. */
    cache: t.union([t.type({ data: t.string, ttl: t.number }), t.null]),
  }),
]);

// PHP writes an object without keys as [].
const Channels = new t.Type<Record<string, t.TypeOf<typeof Counts>>, unknown, unknown>(
  'Channels',
  t.record(t.string, Counts).is,
  (value, context) =>
    Array.isArray(value) && value.length === 0 ? t.success({}) : t.record(t.string, Counts).validate(value, context),
  t.identity,
);

const Triggered = t.partial({ channels: Channels });
const BatchTriggered = t.partial({ batch: t.array(Counts) });
const ChannelList = t.type({ channels: Channels });
const UserList = t.type({ users: t.array(t.type({ id: Id })) });

export const codecs = { Triggered, BatchTriggered, ChannelList, State, UserList, Accepted: t.UnknownRecord };

/** The names in `'user_count,subscription_count'`. */
type Names<I extends string> = I extends `${infer Head},${infer Rest}` ? Head | Names<Rest> : I;

/** What was asked for in `info`, as far as the text is known to the compiler. */
type Asked<All, I extends string> = string extends I ? All : Pick<All, Extract<Names<I>, keyof All>>;

/** Counts of a channel. */
export type ChannelCounts<I extends string = string> = Asked<
  { readonly user_count?: number; readonly subscription_count?: number },
  I
>;

/** Answer to an event: the counts of its channels, if `info` asked for some. */
export interface TriggerResult<I extends string = string> {
  /** By the name of the channel. */
  readonly channels?: Readonly<Record<string, ChannelCounts<I>>>;
}

/** Answer to a batch: for each event, in its place, the counts of its channel, if `info` asked for some. */
export interface BatchResult {
  /** In the order of the events. */
  readonly batch?: readonly ChannelCounts[];
}

/** The occupied channels. */
export interface ChannelListResult<I extends string = string> {
  /** By the name of the channel. */
  readonly channels: Readonly<Record<string, ChannelCounts<I>>>;
}

/** The state of one channel. `cache` is the last event of a cache channel (`ttl` in s), null where there is none. */
export type ChannelResult<I extends string = string> = { readonly occupied: boolean } & Asked<
  {
    readonly user_count?: number;
    readonly subscription_count?: number;
    readonly cache?: { readonly data: string; readonly ttl: number } | null;
  },
  I
>;

/** The users of a presence channel. */
export interface UsersResult {
  /** In the server's order. */
  readonly users: readonly { readonly id: string }[];
}

/** The value of an answer through its codec. */
export const decodeAnswer = <A>(codec: t.Decoder<unknown, A>): OperatorFunction<ApiAnswer, A> =>
  map(({ request, body, value }) => {
    const decoded = codec.decode(value);
    if (decoded._tag === 'Right') return decoded.right;
    throw new ApiAnswerError(request.method, request.path, body, reasonsOf(decoded.left));
  });

/** The value of an answer as it is. */
export const answerValue = (answer$: Observable<ApiAnswer>): Observable<unknown> => answer$.pipe(map((a) => a.value));
