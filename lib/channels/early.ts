import type { WireFrame } from '../protocol/frame.js';
import type { ChannelSubscription } from './subscription/state.js';

/** The most frames that are kept for a channel until its success has come. */
const MOST = 1_000;

/** Keeps a frame that came before the success and needs what it brings: some servers let a socket join before they say so. */
export const keepEarly = (subscription: ChannelSubscription, frame: WireFrame): void => {
  if (subscription.state.status !== 'subscribing') return;
  const early = (subscription.early ??= []);
  if (early.length < MOST) early.push(frame);
};

/** What was kept, once. */
export const takeEarly = (subscription: ChannelSubscription): readonly WireFrame[] => {
  const { early = [] } = subscription;
  subscription.early = undefined;
  return early;
};
