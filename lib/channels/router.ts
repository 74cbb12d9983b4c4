import type { Received } from '../connection/transport.js';
import { ERROR, isProtocolEvent, SUBSCRIPTION_SUCCEEDED } from '../protocol/event.js';
import type { WireFrame } from '../protocol/frame.js';
import { decodedFrame } from '../protocol/frame.js';
import type { Mailbox } from '../rx/mailbox.js';
import { deliver, emit } from './deliver.js';
import { keepEarly } from './early.js';
import type { ProtocolFrameOptions } from './protocol-frames.js';
import { createProtocolFrames } from './protocol-frames.js';
import type { Registry } from './subscription/registry.js';
import type { ChannelSubscription } from './subscription/state.js';
import { SUBSCRIBED } from './subscription/state.js';

/** What the router of frames is given. */
export interface RouterOptions extends Omit<ProtocolFrameOptions, 'take'> {
  readonly registry: Registry;
  readonly mailbox: Mailbox;
}

/**
 * The one way of every frame: one look-up of its channel, one of its event. A name of the protocol has no listeners, so it is
 * looked for only where there are none.
 */
export const createRouter = (options: RouterOptions): ((received: Received) => void) => {
  const { registry, globals, mailbox, control, report } = options;
  const { subscriptions } = registry;
  const takeFrame = createProtocolFrames({ ...options, take: registry.take });

  /** A frame of a channel that nobody wants. A late event is dropped; a late success is a subscription to take back. */
  const unowned = (frame: WireFrame) => {
    if (frame.channel === undefined || frame.event === ERROR) control(frame);
    else if (frame.event === SUBSCRIPTION_SUCCEEDED) registry.takeBack(frame.channel);
  };

  /** An event that comes before the success goes on, unless it needs the member list or the cached event. */
  const early = (subscription: ChannelSubscription, frame: WireFrame) => {
    const { presence, cache, state } = subscription;
    if (presence !== undefined || cache !== undefined) keepEarly(subscription, frame);
    else if (state.status === 'subscribing') deliver(subscription, globals, frame, true);
  };

  const route = (frame: WireFrame) => {
    const subscription = frame.channel === undefined ? undefined : subscriptions.get(frame.channel);
    const listeners = subscription?.events.named(frame.event);
    if (subscription === undefined) mailbox.enter(() => unowned(frame));
    else if (listeners === undefined && isProtocolEvent(frame.event)) {
      mailbox.enter(() => takeFrame(subscription, frame));
    } else if (subscription.state !== SUBSCRIBED) early(subscription, frame);
    else if (subscription.kinds.length === 0) emit(subscription, globals, frame, listeners);
    else deliver(subscription, globals, frame);
  };

  const tapped = (frame: WireFrame) => {
    const decoded = decodedFrame(frame);
    globals.before.next(decoded);
    route(frame);
    globals.after.next(decoded);
  };

  return (received) => {
    if (received._tag === 'Left') return report(received.left);
    const frame = received.right;
    // A socket may answer synchronously, while a change is being told: its frame waits for its turn.
    if (mailbox.busy || globals.before.size + globals.after.size > 0) mailbox.post(() => tapped(frame));
    else route(frame);
  };
};
