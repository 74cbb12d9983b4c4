import { isLeft } from 'fp-ts/Either';
import { asyncScheduler } from 'rxjs';
import type { Received } from '../connection/transport.js';
import type { PusherError, ServerError } from '../errors.js';
import { DecodeError, SubscriptionRejected } from '../errors.js';
import { decodeData } from '../protocol/codec.js';
import * as name from '../protocol/event.js';
import type { WireFrame } from '../protocol/frame.js';
import { decodedFrame } from '../protocol/frame.js';
import { SubscriptionCount, SubscriptionErrorPayload } from '../protocol/payload.js';
import { Latest } from '../rx/latest.js';
import { deliver, emit } from './emit.js';
import type { Entry } from './entry.js';
import type { Registry } from './registry.js';
import type { Taps } from './taps.js';

/** What the router of frames is given. */
export interface Receiver {
  readonly registry: Registry;
  readonly taps: Taps;
  /** Frames without a channel, after the handshake: of the user, errors, pongs. */
  readonly control: (frame: WireFrame) => void;
  readonly report: (error: PusherError) => void;
}

const rejection = (entry: Entry, { data }: WireFrame): SubscriptionRejected => {
  const payload = decodeData(SubscriptionErrorPayload, data);
  if (isLeft(payload)) return new SubscriptionRejected(entry.name, typeof data === 'string' ? data : 'no reason given');
  const { error, message, type, status } = payload.right;
  const reason = [error, message, type].find((text) => typeof text === 'string') ?? 'no reason given';
  return new SubscriptionRejected(entry.name, reason, typeof status === 'number' ? status : undefined);
};

/**
 * The one way of every frame: one look-up of its channel, one of its event. Names of the protocol are looked for only
 * where nobody listens by that name, for nobody can.
 */
export const receiver = ({ registry, taps, control, report }: Receiver): ((received: Received) => void) => {
  const { entries } = registry;

  const succeeded = (entry: Entry, frame: WireFrame) => {
    const { status } = entry.state;
    if (status === 'subscribing') registry.subscribed(entry);
    else if (status !== 'subscribed') return;
    for (const feature of entry.features) feature.control?.(frame);
    const { lost } = entry;
    if (lost === undefined) return;
    entry.lost = undefined;
    const outage = { ...lost, to: asyncScheduler.now() };
    for (const listener of entry.resumed.capture()) listener.next(outage);
  };

  const counted = (entry: Entry, frame: WireFrame) => {
    const payload = decodeData(SubscriptionCount, frame.data);
    if (isLeft(payload)) report(new DecodeError(frame.event, entry.name, payload.left));
    else (entry.count ??= new Latest<number | undefined>(undefined)).next(payload.right.subscription_count);
  };

  const controlled = (entry: Entry, frame: WireFrame) => {
    if (frame.event === name.SUBSCRIPTION_SUCCEEDED) succeeded(entry, frame);
    else if (frame.event === name.SUBSCRIPTION_COUNT) counted(entry, frame);
    else if (frame.event === name.SUBSCRIPTION_ERROR || frame.event === name.INTERNAL_SUBSCRIPTION_ERROR) {
      const { status } = entry.state;
      if (status === 'subscribing' || status === 'subscribed') registry.fail(entry, rejection(entry, frame));
    } else for (const feature of entry.features) feature.control?.(frame);
  };

  return (received) => {
    if (received._tag === 'Left') return report(received.left);
    const frame = received.right;
    if (taps.frames.size > 0) {
      const decoded = decodedFrame(frame);
      for (const listener of taps.frames.capture()) listener.next(decoded);
    }
    const entry = frame.channel === undefined ? undefined : entries.get(frame.channel);
    if (entry === undefined) return frame.channel === undefined ? control(frame) : undefined;
    const hub = entry.events.get(frame.event);
    if (hub === undefined && name.isProtocolEvent(frame.event)) return controlled(entry, frame);
    if (entry.state.status !== 'subscribed') return;
    if (entry.features.length === 0) emit(entry, taps, frame, hub);
    else deliver(entry, taps, frame);
  };
};

/**
 * Whose an error without a channel is: that of the only subscription under way (of those that need an authorization, if
 * there are such), nobody's if there are several.
 */
export const pendingSubscription = (registry: Registry): ((error: ServerError) => void) | undefined => {
  const pending = [...registry.entries.values()].filter(({ state }) => state.status === 'subscribing');
  const authorized = pending.filter(({ kind }) => kind.type !== 'public');
  const [owner, other] = authorized.length > 0 ? authorized : pending;
  if (owner === undefined || other !== undefined) return undefined;
  return (error) => registry.fail(owner, new SubscriptionRejected(owner.name, error.reason, undefined, error));
};
