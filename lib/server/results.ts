// Answers keep the wire's own names. A count is there only if it was asked for, and if the server knows it and wrote it so that it
// can be read.

/** The names in `'user_count,subscription_count'`. */
type Names<I extends string> = I extends `${infer Head},${infer Rest}` ? Head | Names<Rest> : I;

/** What was asked for in `info`, as far as the text is known to the compiler. */
type Asked<All, I extends string> = string extends I ? All : Pick<All, Extract<Names<I>, keyof All>>;

/** Counts of a channel. */
export type ChannelCounts<I extends string = string> = Asked<
  { readonly user_count?: number; readonly subscription_count?: number },
  I
>;

/** Answer to an event: the counts of its channels, if `info` asked for some and the server gave them. */
export interface TriggerResult<I extends string = string> {
  /** By the name of the channel. */
  readonly channels?: Readonly<Record<string, ChannelCounts<I>>>;
}

/** Answer to a batch: for each event, in its place, the counts of its channel, if `info` asked for some and the server gave them. */
export interface BatchResult {
  /** In the order of the events. */
  readonly batch?: readonly ChannelCounts[];
}

/** The occupied channels. */
export interface ChannelListResult<I extends string = string> {
  /** By the name of the channel. */
  readonly channels: Readonly<Record<string, ChannelCounts<I>>>;
}

/**
 * The state of one channel. `cache` is the last event of a cache channel, null where there is none; `ttl` (s) is how long it is kept,
 * where the server says so.
 */
export type ChannelResult<I extends string = string> = { readonly occupied: boolean } & Asked<
  {
    readonly user_count?: number;
    readonly subscription_count?: number;
    readonly cache?: { readonly data: string; readonly ttl?: number } | null;
  },
  I
>;

/** The users of a presence channel. */
export interface UsersResult {
  /** In the server's order. */
  readonly users: readonly { readonly id: string }[];
}
