import { Subscription, tap } from 'rxjs';
import type { Session } from '../connection/session.js';
import { SubscriptionTimeout } from '../errors.js';
import { SUBSCRIBE } from '../protocol/event.js';
import type { ChannelAuthorization } from '../protocol/payload.js';
import { createDeadlines } from '../rx/deadlines.js';
import type { Authorize } from './authorize.js';
import type { Entry } from './entry.js';
import type { SubscriptionState } from './types.js';

/** What attempts are given. */
export interface AttemptOptions {
  readonly authorize: Authorize;
  /** ms the server has to answer. */
  readonly subscriptionTimeout: number;
  readonly become: (entry: Entry, state: SubscriptionState) => void;
  readonly fail: (entry: Entry, cause: unknown) => void;
}

/**
 * Attempts to subscribe to a channel on one session: tells the states on the way, and fails if the authorization does or
 * the server stays silent. The server's answer ends an attempt from outside, and so does the end of the session.
 */
export interface Attempts {
  begin(entry: Entry, session: Session): void;
  end(entry: Entry): void;
}

const AUTHORIZING: SubscriptionState = { status: 'authorizing' };
const SUBSCRIBING: SubscriptionState = { status: 'subscribing' };

export const createAttempts = ({ authorize, subscriptionTimeout, become, fail }: AttemptOptions): Attempts => {
  const deadlines = createDeadlines<Entry>(subscriptionTimeout, (entry) =>
    fail(entry, new SubscriptionTimeout(entry.name, subscriptionTimeout)),
  );

  // Whoever is told, or asked to authorize, may end it. What is signed for a session is written to that session only.
  const ask = (entry: Entry, life: Subscription, session: Session, authorization?: ChannelAuthorization) => {
    if (!life.closed) become(entry, SUBSCRIBING);
    if (life.closed) return;
    deadlines.begin(entry);
    // What is undefined is left out of the frame.
    const { auth = '', channel_data } = authorization ?? {};
    session.send({
      event: SUBSCRIBE,
      data: { auth: auth === '' ? undefined : auth, channel_data, channel: entry.name },
    });
  };

  return {
    begin: (entry, session) => {
      const authorized = authorize(entry, session);
      // Assigned before it begins, for what is told on the way may end it.
      const life = (entry.attempt = new Subscription());
      if (authorized === undefined) return ask(entry, life, session);
      become(entry, AUTHORIZING);
      if (life.closed) return;
      life.add(
        authorized
          .pipe(
            tap((authorization) => {
              for (const feature of entry.features) feature.authorized?.(authorization);
            }),
          )
          .subscribe({
            next: (authorization) => ask(entry, life, session, authorization),
            error: (error: unknown) => {
              if (!life.closed) fail(entry, error);
            },
          }),
      );
    },

    end: (entry) => {
      entry.attempt?.unsubscribe();
      entry.attempt = undefined;
      deadlines.end(entry);
    },
  };
};
