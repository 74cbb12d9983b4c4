import { isLeft } from 'fp-ts/Either';
import type { ServerError } from '../errors.js';
import { SubscriptionRejected } from '../errors.js';
import { decodeData } from '../protocol/codec.js';
import type { WireFrame } from '../protocol/frame.js';
import { SubscriptionErrorPayload } from '../protocol/payload.js';
import type { Registry } from './registry.js';

/** Takes an error that names nobody as its own. */
export type Owner = (error: ServerError) => void;

/** Codes that may refuse a subscription or a sign-in: 4009; Reverb's 4200 for what it does not know; none at all. */
export const isRejection = ({ code }: ServerError): boolean => code === null || code === 4009 || code === 4200;

/** The reason in a subscription error, whichever of its shapes the server gives it. */
export const rejection = (channel: string, { data }: WireFrame): SubscriptionRejected => {
  const payload = decodeData(SubscriptionErrorPayload, data);
  const { error, message, type, status } = isLeft(payload)
    ? ({ error: data } as SubscriptionErrorPayload)
    : payload.right;
  const reason = [error, message, type].find((text) => typeof text === 'string') ?? 'no reason given';
  return new SubscriptionRejected(channel, reason, typeof status === 'number' ? status : undefined);
};

/**
 * Whose an error without a channel is: that of the only subscription under way (of those that need an authorization, if
 * there are such), nobody's if there are several.
 */
export const pendingSubscription = (registry: Registry): Owner | undefined => {
  const pending = [...registry.entries.values()].filter(({ state }) => state.status === 'subscribing');
  const authorized = pending.filter(({ kind }) => kind.type !== 'public');
  const [owner, other] = authorized.length > 0 ? authorized : pending;
  if (owner === undefined || other !== undefined) return undefined;
  return (error) => registry.fail(owner, new SubscriptionRejected(owner.name, error.reason, undefined, error));
};
