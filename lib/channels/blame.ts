import { isLeft } from 'fp-ts/Either';
import type { ServerError } from '../connection/errors.js';
import { SubscriptionRejected } from './errors.js';
import { decodeData } from '../protocol/codec.js';
import type { WireFrame } from '../protocol/frame.js';
import { SubscriptionErrorPayload } from '../protocol/payload.js';
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

/** ms within which a server answers what was written. */
export const RECENT = 5_000;

/** What an error that names no channel may be the answer to. */
export interface Suspects {
  readonly subscriptions: Iterable<ChannelSubscription>;
  readonly signingIn: boolean;
  /** Something else was written lately that servers refuse in the same way: a client event, an unsubscribe. */
  readonly others: boolean;
}

/** 4009 refuses a subscription or a sign-in. 4200 (Reverb's, for all it does not take) and no code at all may be anything's. */
const REFUSAL = 4009;
const isWide = ({ code }: ServerError): boolean => code === null || code === 4200;

const isPartOfName = (text: string): boolean => /[\w\-=@]/.test(text);

/** Whether a message names a channel: the whole name, not the beginning or the end of another one. */
const names = (message: string, channel: string): boolean => {
  for (let at = message.indexOf(channel); at >= 0; at = message.indexOf(channel, at + 1)) {
    const before = message.slice(0, at);
    // A comma, a full stop or a semicolon may end a sentence as well as stand in a name.
    const after = message.slice(at + channel.length).replace(/^[,.;]+/, '');
    if (!/[\w\-=@,.;]$/.test(before) && !isPartOfName(after.slice(0, 1))) return true;
  }
  return false;
};

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
  if (error.code !== REFUSAL && !isWide(error)) return undefined;
  const all = [...subscriptions];
  const named = authorizedOf(all.filter(({ name }) => names(error.reason, name)));
  if (named.length > 0) return named.length === 1 && named.every(isPending) ? named[0] : undefined;

  const possible = authorizedOf(all.filter(isPending), signingIn);
  if (possible.length + Number(signingIn) !== 1 || (isWide(error) && others)) return undefined;
  return possible[0] ?? 'signin';
};
