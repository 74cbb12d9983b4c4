import { isLeft } from 'fp-ts/Either';
import type { Received } from '../connection/transport.js';
import type { PusherError } from '../errors.js';
import { DecodeError, UnknownEventError } from '../protocol/errors.js';
import { decodeData } from '../protocol/codec.js';
import * as name from '../protocol/event.js';
import type { WireFrame } from '../protocol/frame.js';
import { decodedFrame } from '../protocol/frame.js';
import { SubscriptionCount } from '../protocol/payload.js';
import type { Mailbox } from '../rx/mailbox.js';
import { rejection } from './blame.js';
import { deliver, emit } from './deliver.js';
import type { GlobalListeners } from './global-listeners.js';
import type { Lifecycles } from './lifecycle.js';
import type { Registry } from './subscription/registry.js';
import type { ChannelSubscription } from './subscription/state.js';
import { SUBSCRIBED } from './subscription/state.js';

/** What the router of frames is given. */
export interface RouterOptions {
  readonly registry: Registry;
  readonly lifecycles: Lifecycles;
  readonly globals: GlobalListeners;
  readonly mailbox: Mailbox;
  /** Frames without a channel, after the handshake: of the user, errors, pongs. */
  readonly control: (frame: WireFrame) => void;
  readonly report: (error: PusherError) => void;
}

const REFUSALS = new Set([name.SUBSCRIPTION_ERROR, name.INTERNAL_SUBSCRIPTION_ERROR, name.ERROR]);

/** The most frames that are kept for a channel until its success has come. */
const MOST_EARLY = 1_000;

/**
 * The one way of every frame: one look-up of its channel, one of its event. Names of the protocol are looked for only
 * where nobody listens by that name, for nobody can.
 */
export const createRouter = (options: RouterOptions): ((received: Received) => void) => {
  const { registry, lifecycles, globals, mailbox, control, report } = options;
  const { subscriptions } = registry;

  const succeeded = (subscription: ChannelSubscription, frame: WireFrame) => {
    registry.take(subscription, { type: 'accepted', frame });
    const { early } = subscription;
    if (early === undefined) return;
    subscription.early = undefined;
    for (const one of early) {
      if (name.isProtocolEvent(one.event)) controlled(subscription, one);
      else deliver(subscription, globals, one, true);
    }
  };

  const refused = (subscription: ChannelSubscription, frame: WireFrame) => {
    const { status } = subscription.state;
    if (status === 'subscribing' || (status === 'subscribed' && frame.event !== name.ERROR)) {
      registry.take(subscription, { type: 'refused', cause: rejection(subscription.name, frame) });
    } else if (frame.event === name.ERROR) control(frame);
  };

  const counted = (subscription: ChannelSubscription, frame: WireFrame) => {
    const payload = decodeData(SubscriptionCount, frame.data);
    if (isLeft(payload)) report(new DecodeError(frame.event, subscription.name, payload.left));
    else {
      const count = (subscription.count = payload.right.subscription_count);
      lifecycles.tell(subscription.name, { type: 'count', count });
    }
  };

  /** What a kind of channel takes. It needs the success first, and some servers let the socket join before they say so. */
  const ofKind = (subscription: ChannelSubscription, frame: WireFrame) => {
    if (subscription.state !== SUBSCRIBED) keep(subscription, frame);
    else for (const kind of subscription.kinds) kind.control?.(frame);
  };

  const keep = (subscription: ChannelSubscription, frame: WireFrame) => {
    if (subscription.state.status !== 'subscribing') return;
    const early = (subscription.early ??= []);
    if (early.length < MOST_EARLY) early.push(frame);
  };

  const controlled = (subscription: ChannelSubscription, frame: WireFrame) => {
    if (frame.event === name.SUBSCRIPTION_SUCCEEDED) succeeded(subscription, frame);
    else if (frame.event === name.SUBSCRIPTION_COUNT) counted(subscription, frame);
    else if (REFUSALS.has(frame.event)) refused(subscription, frame);
    else if (!name.KNOWN.has(frame.event)) report(new UnknownEventError(frame.event, subscription.name));
    else ofKind(subscription, frame);
  };

  /** Frames of no wanted channel; late ones are nobody's, but a subscription that nobody wants is not left standing. */
  const unowned = (frame: WireFrame) => {
    if (frame.channel === undefined || frame.event === name.ERROR) control(frame);
    else if (frame.event === name.SUBSCRIPTION_SUCCEEDED) registry.takeBack(frame.channel);
  };

  /** An event that comes before the success goes on, unless it needs the member list or the greeting of a cache. */
  const early = (subscription: ChannelSubscription, frame: WireFrame) => {
    const { presence, cache, state } = subscription;
    if (presence !== undefined || cache !== undefined) keep(subscription, frame);
    else if (state.status === 'subscribing') deliver(subscription, globals, frame, true);
  };

  const route = (frame: WireFrame) => {
    const subscription = frame.channel === undefined ? undefined : subscriptions.get(frame.channel);
    const listeners = subscription?.events.named(frame.event);
    if (subscription === undefined) mailbox.enter(() => unowned(frame));
    else if (listeners === undefined && name.isProtocolEvent(frame.event)) {
      mailbox.enter(() => controlled(subscription, frame));
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
    // What comes while a change is told, from a socket that answers on the spot, waits for its turn.
    if (mailbox.busy || globals.before.size + globals.after.size > 0) mailbox.post(() => tapped(frame));
    else route(frame);
  };
};
