import type { PusherError } from '../errors.js';
import type { ServerError } from '../connection/errors.js';
import { SubscriptionRejected } from './errors.js';
import { UnknownEventError } from '../protocol/errors.js';
import { serverError } from '../connection/session.js';
import { ERROR, KNOWN } from '../protocol/event.js';
import type { WireFrame } from '../protocol/frame.js';
import { now } from '../rx/clock.js';
import { RECENT } from '../protocol/refusal.js';
import { culprit } from './blame.js';
import type { Registry } from './subscription/registry.js';

/** Who frames without a channel may be about. */
export interface ControlOptions {
  readonly registry: Registry;
  /** When (ms, `now()`) the last client event was written. */
  readonly writtenAt: () => number;
  /** Refuses the sign-in under way; undefined where there is none. */
  readonly refuseSignin: () => ((error: ServerError) => void) | undefined;
  /** Takes what is for the user: sign-in and watchlist. */
  readonly user: (frame: WireFrame) => void;
  readonly report: (error: PusherError) => void;
}

/** Gives a frame without a channel to whom it is about. */
export const createControl =
  ({ registry, writtenAt, refuseSignin, user, report }: ControlOptions) =>
  (frame: WireFrame): void => {
    // The handshake is the connection's.
    if (registry.session() === undefined) return;
    if (!KNOWN.has(frame.event)) return report(new UnknownEventError(frame.event, undefined));
    if (frame.event !== ERROR) return user(frame);
    const error = serverError(frame);
    // It names a channel, and that one waits for no answer.
    if (frame.channel !== undefined) return report(error);
    const refuse = refuseSignin();
    const blamed = culprit(error, {
      subscriptions: registry.subscriptions.values(),
      signingIn: refuse !== undefined,
      others: now() - Math.max(writtenAt(), registry.leftAt()) < RECENT,
    });
    if (blamed === undefined) report(error);
    else if (blamed === 'signin') refuse?.(error);
    else {
      const cause = new SubscriptionRejected(blamed.name, error.reason, undefined, error);
      registry.take(blamed, { type: 'refused', cause });
    }
  };
