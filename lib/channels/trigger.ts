import type { Observable, Subscription } from 'rxjs';
import { ReplaySubject, timer } from 'rxjs';
import type { Session } from '../connection/session.js';
import type { PusherError } from '../errors.js';
import {
  ChannelNameError,
  Disconnected,
  EventDataError,
  EventNameError,
  TriggerRateExceeded,
  TriggerTimeout,
} from '../errors.js';
import { channelKind } from '../protocol/channel-name.js';
import { isClientEvent, MAX_EVENT_NAME } from '../protocol/event.js';
import { after } from '../rx/clock.js';
import type { Entry, Want } from './entry.js';
import { createPace } from './pace.js';
import type { Registry } from './registry.js';

/** How client events keep to the server's pace. */
export interface ClientEventOptions {
  /** Client events a second, of one connection. Default 10, the limit of Pusher's service. */
  limit?: number;
  /** What becomes of one beyond it: held back until it may go (default), failed, or failed without a word in `errors$`. */
  overflow?: 'hold' | 'drop' | 'error';
}

/** What the sender of client events is given. */
export interface TriggerOptions {
  readonly registry: Registry;
  readonly pace: Required<ClientEventOptions>;
  /** ms an event may wait to be written. */
  readonly timeout: number;
  readonly report: (error: PusherError) => void;
}

export interface Trigger {
  trigger(channel: string, event: string, data: unknown): Observable<void>;
  /** The session of the moment. */
  follow(session: Session | undefined): void;
  /** The state of some channel is another: what waited for it may go. */
  flush(): void;
  disconnected(): void;
}

/** A client event to be written. It wants its channel by itself until it is. */
interface Intent {
  readonly entry: Entry;
  readonly text: string;
  readonly rateExceeded: () => PusherError;
  settle(error?: PusherError, silently?: boolean): void;
}

const serialized = (event: string, channel: string, data: unknown): string => {
  try {
    // JSON has no word for these and would leave them out without one.
    if (typeof data === 'function' || typeof data === 'symbol') throw new TypeError(`a ${typeof data}`);
    return JSON.stringify({ event, channel, data });
  } catch (cause) {
    throw new EventDataError(event, channel, cause);
  }
};

export const createTrigger = ({ registry, pace: { limit, overflow }, timeout, report }: TriggerOptions): Trigger => {
  const queue = new Set<Intent>();
  const pace = createPace(limit);
  let followed: Session | undefined;
  let later: Subscription | undefined;

  // First in, first out among those whose channel is subscribed: one that waits for its channel holds up no other.
  const flush = () => {
    for (const intent of [...queue]) {
      const session = registry.session();
      if (session === undefined) return;
      if (!queue.has(intent) || intent.entry.state.status !== 'subscribed') continue;
      const delay = pace.delay();
      if (delay > 0 && overflow === 'hold') {
        later?.unsubscribe();
        later = after(delay).subscribe(flush);
        return;
      }
      if (delay > 0) intent.settle(intent.rateExceeded(), overflow === 'drop');
      else {
        // Closing, or closed and not everybody knows: it keeps its place.
        if (!session.send(intent.text)) return;
        pace.went();
        intent.settle();
      }
    }
  };

  const held = (channel: string, event: string, text: string): Observable<void> => {
    const outcome = new ReplaySubject<void>(1);
    const want: Want = { error: (cause) => intent.settle(cause) };
    const entry = registry.entry(channel);
    const intent: Intent = {
      entry,
      text,
      rateExceeded: () => new TriggerRateExceeded(event, channel, limit),
      settle: (error, silently = false) => {
        if (!queue.delete(intent)) return;
        if (queue.size === 0) later?.unsubscribe();
        expiry.unsubscribe();
        registry.release(entry, want);
        if (error === undefined) {
          outcome.next();
          outcome.complete();
        } else {
          if (!outcome.observed && !silently) report(error);
          outcome.error(error);
        }
      },
    };
    const expiry = timer(timeout).subscribe(() => intent.settle(new TriggerTimeout(event, channel, timeout)));
    queue.add(intent);
    registry.want(entry, want);
    flush();
    return outcome.asObservable();
  };

  return {
    trigger: (channel, event, data) => {
      const { type } = channelKind(channel);
      if (type === 'public' || type === 'encrypted') {
        throw new ChannelNameError(
          channel,
          `client events are for private and presence channels, not for ${type} ones`,
        );
      }
      if (!isClientEvent(event)) throw new EventNameError(event, 'client events begin with client-');
      if (event.length > MAX_EVENT_NAME) throw new EventNameError(event, `longer than ${MAX_EVENT_NAME} characters`);
      return held(channel, event, serialized(event, channel, data));
    },
    follow: (next) => {
      if (next === followed) return;
      followed = next;
      pace.reset();
      flush();
    },
    flush,
    disconnected: () => {
      for (const intent of [...queue]) intent.settle(new Disconnected());
    },
  };
};
