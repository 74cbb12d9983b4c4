import { isLeft } from 'fp-ts/Either';
import type { PusherError } from '../errors.js';
import { decodeData } from '../protocol/codec.js';
import { DecodeError, UnknownEventError } from '../protocol/errors.js';
import * as name from '../protocol/event.js';
import type { WireFrame } from '../protocol/frame.js';
import { SubscriptionCount } from '../protocol/payload.js';
import { rejection } from './blame.js';
import { deliver } from './deliver.js';
import { keepEarly, takeEarly } from './early.js';
import type { GlobalListeners } from './global-listeners.js';
import type { Lifecycles } from './lifecycle.js';
import type { ChannelSubscription, Effect } from './subscription/state.js';
import { SUBSCRIBED } from './subscription/state.js';

/** What frames of the protocol lead to. */
export interface ProtocolFrameOptions {
  /** Takes an input of a channel's machine. */
  readonly take: Effect;
  readonly lifecycles: Lifecycles;
  readonly globals: GlobalListeners;
  /** Frames that are about no channel, after the handshake: of the user, errors, pongs. */
  readonly control: (frame: WireFrame) => void;
  readonly report: (error: PusherError) => void;
}

const REFUSALS = new Set([name.SUBSCRIPTION_ERROR, name.INTERNAL_SUBSCRIPTION_ERROR, name.ERROR]);

/** Takes frames of the protocol that name a wanted channel. */
export const createProtocolFrames = ({ take, lifecycles, globals, control, report }: ProtocolFrameOptions) => {
  const succeeded = (subscription: ChannelSubscription, frame: WireFrame) => {
    take(subscription, { type: 'accepted', frame });
    for (const early of takeEarly(subscription)) {
      if (name.isProtocolEvent(early.event)) takeFrame(subscription, early);
      else deliver(subscription, globals, early, true);
    }
  };

  const refused = (subscription: ChannelSubscription, frame: WireFrame) => {
    const { status } = subscription.state;
    if (status === 'subscribing' || (status === 'subscribed' && frame.event !== name.ERROR)) {
      take(subscription, { type: 'refused', cause: rejection(subscription.name, frame) });
    } else if (frame.event === name.ERROR) control(frame);
  };

  const counted = (subscription: ChannelSubscription, frame: WireFrame): void => {
    const payload = decodeData(SubscriptionCount, frame.data);
    if (isLeft(payload)) return report(new DecodeError(frame.event, subscription.name, payload.left));
    const count = (subscription.count = payload.right.subscription_count);
    lifecycles.tell(subscription.name, { type: 'count', count });
  };

  const takeFrame = (subscription: ChannelSubscription, frame: WireFrame): void => {
    if (frame.event === name.SUBSCRIPTION_SUCCEEDED) succeeded(subscription, frame);
    else if (frame.event === name.SUBSCRIPTION_COUNT) counted(subscription, frame);
    else if (REFUSALS.has(frame.event)) refused(subscription, frame);
    else if (!name.KNOWN.has(frame.event)) report(new UnknownEventError(frame.event, subscription.name));
    else if (subscription.state !== SUBSCRIBED) keepEarly(subscription, frame);
    else for (const kind of subscription.kinds) kind.control?.(frame);
  };
  return takeFrame;
};
