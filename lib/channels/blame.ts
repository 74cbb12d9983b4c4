import { isLeft } from 'fp-ts/Either';
import type { ServerError } from '../connection/errors.js';
import { SubscriptionRejected } from './errors.js';
import { decodeData } from '../protocol/codec.js';
import type { WireFrame } from '../protocol/frame.js';
import { SubscriptionErrorPayload } from '../protocol/payload.js';
import { mayBeAnything, namesChannel, REFUSAL } from '../protocol/refusal.js';
import type { ChannelSubscription } from './subscription/state.js';

/** The reason in a subscription error, whichever of its shapes the server gives it. */
export const rejection = (channel: string, { data }: WireFrame): SubscriptionRejected => {
  const payload = decodeData(SubscriptionErrorPayload, data);
  const { error, message, type, status } = isLeft(payload)
    ? ({ error: data } as SubscriptionErrorPayload)
    : payload.right;
  const reason = [error, message, type].find((text) => typeof text === 'string') ?? 'no reason given';
  return new SubscriptionRejected(channel, reason, typeof status === 'number' ? status : undefined);
};

/** What an error that names no channel may be the answer to. */
export interface Suspects {
  readonly subscriptions: Iterable<ChannelSubscription>;
  readonly signingIn: boolean;
  /** Something else was written lately that servers refuse in the same way: a client event, an unsubscribe. */
  readonly others: boolean;
}

/**
 * Servers refuse what has to be authorized. Public channels count only if there is nothing else: their names may be any word
 * of the message.
 */
const authorizedOf = (all: readonly ChannelSubscription[], signingIn = false): readonly ChannelSubscription[] => {
  const authorized = all.filter(({ kind }) => kind.type !== 'public');
  return authorized.length > 0 || signingIn ? authorized : all;
};

const isPending = ({ state }: ChannelSubscription): boolean => state.status === 'subscribing';

/**
 * Whose an error without a channel is. The message may name the channel (ipe and slanger do so); otherwise it is the only
 * one that can have caused it: a subscription under way, or the sign-in.
 * Where several can, it is nobody's, and time-outs decide.
 */
export const culprit = (
  error: ServerError,
  { subscriptions, signingIn, others }: Suspects,
): ChannelSubscription | 'signin' | undefined => {
  const isWide = mayBeAnything(error.code);
  if (error.code !== REFUSAL && !isWide) return undefined;
  const all = [...subscriptions];
  const named = authorizedOf(all.filter(({ name }) => namesChannel(error.reason, name)));
  if (named.length > 0) return named.length === 1 && named.every(isPending) ? named[0] : undefined;

  const possible = authorizedOf(all.filter(isPending), signingIn);
  if (possible.length + Number(signingIn) !== 1 || (isWide && others)) return undefined;
  return possible[0] ?? 'signin';
};
