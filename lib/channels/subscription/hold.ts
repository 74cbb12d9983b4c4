import type { Subscription } from 'rxjs';
import type { Session } from '../../connection/session.js';
import type { Mailbox } from '../../rx/mailbox.js';
import type { ChannelSubscription, Effects } from './state.js';

/** What holds the connection. */
export interface HoldOptions {
  readonly subscriptions: ReadonlyMap<string, ChannelSubscription>;
  readonly mailbox: Mailbox;
  readonly session: () => Session | undefined;
  /** Wants the connection. */
  readonly hold: () => Subscription;
  /** Wants it anew, where it is wanted already: after a failure that is what tries again. */
  readonly retry: () => void;
}

/** Wants the connection for as long as a channel is wanted. */
export const createHold = ({
  subscriptions,
  mailbox,
  session,
  hold,
  retry,
}: HoldOptions): Effects<'hold' | 'letGo'> => {
  let held: Subscription | undefined;

  const isWanted = () => {
    for (const { demand, consumers } of subscriptions.values()) {
      // For the others the server's answer is all that there is to wait for.
      if (demand !== 'leaving' || consumers.size > 0) return true;
    }
    return false;
  };

  return {
    hold: () => {
      if (held === undefined) held = hold();
      else if (session() === undefined) retry();
    },
    // Who was told meanwhile may have come back.
    letGo: () =>
      mailbox.post(() => {
        if (isWanted()) return;
        held?.unsubscribe();
        held = undefined;
      }),
  };
};
