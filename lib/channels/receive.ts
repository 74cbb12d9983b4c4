import { isLeft } from 'fp-ts/Either';
import { asyncScheduler } from 'rxjs';
import type { Received } from '../connection/transport.js';
import type { PusherError } from '../errors.js';
import { DecodeError, UnknownEventError } from '../errors.js';
import { decodeData } from '../protocol/codec.js';
import * as name from '../protocol/event.js';
import type { WireFrame } from '../protocol/frame.js';
import { decodedFrame } from '../protocol/frame.js';
import { SubscriptionCount } from '../protocol/payload.js';
import { Latest } from '../rx/latest.js';
import { deliver, emit } from './emit.js';
import type { Entry } from './entry.js';
import { SUBSCRIBED } from './entry.js';
import type { Registry } from './registry.js';
import { rejection } from './rejection.js';
import type { Taps } from './taps.js';

/** What the router of frames is given. */
export interface Receiver {
  readonly registry: Registry;
  readonly taps: Taps;
  /** Frames without a channel, after the handshake: of the user, errors, pongs. */
  readonly control: (frame: WireFrame) => void;
  readonly report: (error: PusherError) => void;
}

const REFUSALS = new Set([name.SUBSCRIPTION_ERROR, name.INTERNAL_SUBSCRIPTION_ERROR, name.ERROR]);

/**
 * The one way of every frame: one look-up of its channel, one of its event. Names of the protocol are looked for only
 * where nobody listens by that name, for nobody can.
 */
export const receiver = ({ registry, taps, control, report }: Receiver): ((received: Received) => void) => {
  const { entries } = registry;

  const succeeded = (entry: Entry, frame: WireFrame) => {
    if (entry.state.status !== 'subscribed') registry.subscribed(entry.name);
    if (entry.state.status !== 'subscribed') return;
    for (const feature of entry.features) feature.control?.(frame);
    const { lost } = entry;
    if (lost === undefined) return;
    entry.lost = undefined;
    const outage = { ...lost, to: asyncScheduler.now() };
    entry.resumed?.next(outage);
  };

  const refused = (entry: Entry, frame: WireFrame) => {
    const { status } = entry.state;
    if (status === 'subscribing' || (status === 'subscribed' && frame.event !== name.ERROR)) {
      registry.fail(entry, rejection(entry.name, frame));
    } else if (frame.event === name.ERROR) control(frame);
  };

  const counted = (entry: Entry, frame: WireFrame) => {
    const payload = decodeData(SubscriptionCount, frame.data);
    if (isLeft(payload)) report(new DecodeError(frame.event, entry.name, payload.left));
    else (entry.count ??= new Latest<number | undefined>(undefined)).next(payload.right.subscription_count);
  };

  const controlled = (entry: Entry, frame: WireFrame) => {
    if (frame.event === name.SUBSCRIPTION_SUCCEEDED) succeeded(entry, frame);
    else if (frame.event === name.SUBSCRIPTION_COUNT) counted(entry, frame);
    else if (REFUSALS.has(frame.event)) refused(entry, frame);
    else if (!name.KNOWN.has(frame.event)) report(new UnknownEventError(frame.event, entry.name));
    else if (entry.state.status === 'subscribed') for (const feature of entry.features) feature.control?.(frame);
  };

  /** Frames of no wanted channel; late ones are nobody's, but a subscription that nobody wants is not left standing. */
  const unowned = (frame: WireFrame) => {
    if (frame.channel === undefined || frame.event === name.ERROR) control(frame);
    else if (frame.event === name.SUBSCRIPTION_SUCCEEDED) registry.subscribed(frame.channel);
  };

  const route = (frame: WireFrame) => {
    const entry = frame.channel === undefined ? undefined : entries.get(frame.channel);
    const hub = entry?.events.named(frame.event);
    if (entry === undefined) unowned(frame);
    else if (hub === undefined && name.isProtocolEvent(frame.event)) {
      taps.arrivals.during(() => controlled(entry, frame));
    } else if (entry.state !== SUBSCRIBED) return;
    else if (entry.features.length === 0) emit(entry, taps, frame, hub);
    else deliver(entry, taps, frame);
  };

  return (received) => {
    if (received._tag === 'Left') return report(received.left);
    const frame = received.right;
    if (taps.frames.size + taps.delivered.size === 0) route(frame);
    else {
      taps.arrivals.during(() => {
        const decoded = decodedFrame(frame);
        taps.frames.next(decoded);
        route(frame);
        taps.delivered.next(decoded);
      });
    }
  };
};
