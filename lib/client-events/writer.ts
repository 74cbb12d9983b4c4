import type { Observable, Subscription } from 'rxjs';
import { tap } from 'rxjs';
import type { Lifecycles } from '../channels/lifecycle.js';
import type { Registry } from '../channels/subscription/registry.js';
import type { Session } from '../connection/session.js';
import { after } from '../rx/clock.js';
import { createRate } from '../rx/rate.js';
import { TriggerRateExceeded } from './errors.js';
import type { ClientEventSettings } from './options.js';
import type { Held, Queue, Queues } from './queues.js';

/** What the writer of client events is given. */
export interface WriterOptions {
  readonly registry: Registry;
  readonly lifecycles: Lifecycles;
  /** Each session of the connection, and undefined where there is none. */
  readonly session$: Observable<Session | undefined>;
  readonly settings: Pick<ClientEventSettings, 'limit' | 'overflow'>;
}

export interface Writer {
  /** Writes what can be written of a queue now, and the rest when its channel is subscribed and the rate allows. */
  write(queue: Queue): void;
  /** Nothing waits: nothing is watched, and no timer runs. */
  rest(): void;
}

/** ms. A tenth more than a second: what leaves a second apart may arrive closer together, and is lost then. */
const SECOND = 1_100;

/**
 * First in, first out among those whose channel is subscribed: one that waits for its channel holds up no other.
 * `settle` takes those that are written, or failed.
 */
export const createWriter = (
  { registry, lifecycles, session$, settings: { limit, overflow } }: WriterOptions,
  queues: Queues,
  settle: (one: Held, error?: TriggerRateExceeded) => void,
): Writer => {
  const rate = createRate(limit, SECOND);
  let later: Subscription | undefined;
  let watching: Subscription | undefined;

  const stop = () => {
    later?.unsubscribe();
    later = undefined;
  };

  /** False where it has to wait, and with it all behind it. */
  const isWritten = (one: Held): boolean => {
    const { name, state } = one.queue.subscription;
    if (state.status !== 'subscribed') return true;
    const delay = rate.delay();
    if (delay > 0 && overflow !== 'hold') settle(one, new TriggerRateExceeded(one.event, name, limit));
    else if (delay > 0) {
      later ??= after(delay).subscribe(() => {
        stop();
        flush(queues.all);
      });
      return false;
    }
    // A socket that is closing takes nothing.
    else if (registry.session()?.send(one.text) !== true) return false;
    else {
      rate.count();
      settle(one);
    }
    return true;
  };

  const flush = (events: Iterable<Held>) => {
    // While some wait for the rate, those of this moment go behind them.
    if (later !== undefined) return;
    for (const one of events) if (!isWritten(one)) return;
  };

  session$.pipe(tap(rate.reset)).subscribe(stop);

  return {
    write: ({ events, subscription }) => {
      watching ??= lifecycles.all$.subscribe(({ channel, event }) => {
        if (event.type === 'subscribed') flush(queues.of(channel)?.events ?? []);
      });
      // Not even looked through before: each of many would look at all that were held before it.
      if (subscription.state.status === 'subscribed') flush(events);
    },
    rest: () => {
      stop();
      watching?.unsubscribe();
      watching = undefined;
    },
  };
};
