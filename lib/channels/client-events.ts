import type { Observable, Subscription } from 'rxjs';
import { distinctUntilChanged, map, ReplaySubject } from 'rxjs';
import type { Session } from '../connection/session.js';
import type { ConnectionSnapshot } from '../connection/state.js';
import type { PusherError } from '../errors.js';
import { Disconnected } from '../connection/errors.js';
import { TriggerRateExceeded, TriggerTimeout } from './errors.js';
import { after, now } from '../rx/clock.js';
import { createDeadlines } from '../rx/deadlines.js';
import { createRate } from '../rx/rate.js';
import { RECENT } from './blame.js';
import { clientEventText, sizeOf } from './client-event.js';
import { ClientEventTooLarge, TriggerQueueFull } from './errors.js';
import type { Lifecycles } from './lifecycle.js';
import type { Registry } from './subscription/registry.js';
import type { ChannelSubscription, Consumer } from './subscription/state.js';

/** How client events keep to what the server takes. */
export interface ClientEventOptions {
  /** Client events a second, of one connection. Default 10, the limit of Pusher's service. */
  limit?: number;
  /** What becomes of one beyond it: held back until it may go (default), failed, or failed without a word in `errors$`. */
  overflow?: 'hold' | 'drop' | 'error';
  /** How many may wait to be written; a further one fails with `TriggerQueueFull`. Default 1,000. */
  maxHeld?: number;
  /**
   * Bytes that the frame of one may have; a larger one fails with `ClientEventTooLarge` and is not sent. Default: it is sent,
   * and above 10,240 bytes, the limit of Pusher's service, the error goes to `errors$`; `Infinity` says nothing.
   */
  maxSize?: number;
}

/** The option with its defaults in place. */
export type ClientEventSettings = Required<Omit<ClientEventOptions, 'maxSize'>> & { maxSize: number | undefined };

/** What the sender of client events is given. */
export interface ClientEventsOptions {
  readonly registry: Registry;
  readonly lifecycles: Lifecycles;
  readonly connection$: Observable<ConnectionSnapshot>;
  readonly settings: ClientEventSettings;
  /** ms an event may wait to be written. */
  readonly timeout: number;
  readonly report: (error: PusherError) => void;
}

export interface ClientEvents {
  trigger(channel: string, event: string, data: unknown): Observable<void>;
  /** Whether one was written so lately that an error of the server may be about it. */
  areRecent(): boolean;
  disconnected(): void;
}

/** A client event to be written. It wants its channel by itself until it is. */
interface Held {
  readonly number: number;
  readonly event: string;
  readonly subscription: ChannelSubscription;
  readonly text: string;
  readonly outcome: ReplaySubject<void>;
  readonly consumer: Consumer;
}

/** Pusher's limit (bytes), for all of its servers alike. */
const LIMIT_OF_PUSHER = 10_240;
/** ms. A tenth more than a second: what leaves a second apart may arrive closer together, and is lost then. */
const SECOND = 1_100;

export const createClientEvents = (options: ClientEventsOptions): ClientEvents => {
  const { registry, lifecycles, connection$, settings, timeout, report } = options;
  const { limit, overflow, maxHeld, maxSize } = settings;
  const rate = createRate(limit, SECOND);
  /** In the order in which they were triggered. */
  const held = new Set<Held>();
  /** Of those, whose channel is subscribed, as far as is known; `disordered` since some were added. */
  let ready = new Set<Held>();
  let disordered = false;
  /** The others, by their channel. */
  const waiting = new Map<string, Set<Held>>();
  let count = 0;
  let lastAt = -Infinity;
  let later: Subscription | undefined;
  let watching: Subscription | undefined;

  const deadlines = createDeadlines<Held>(timeout, (one) =>
    settle(one, new TriggerTimeout(one.event, one.subscription.name, timeout)),
  );

  const fail = (outcome: ReplaySubject<void>, error: PusherError, silently = false) => {
    if (!outcome.observed && !silently) report(error);
    outcome.error(error);
  };
  const succeed = (outcome: ReplaySubject<void>) => {
    outcome.next();
    outcome.complete();
  };

  const settle = (one: Held, error?: PusherError, silently = false) => {
    if (!held.delete(one)) return;
    ready.delete(one);
    waiting.get(one.subscription.name)?.delete(one);
    deadlines.end(one);
    if (held.size === 0) rest();
    registry.release(one.subscription, one.consumer);
    if (error === undefined) succeed(one.outcome);
    else fail(one.outcome, error, silently);
  };

  /** Nothing is held: nothing is watched, and no timer runs. */
  const rest = () => {
    watching?.unsubscribe();
    later?.unsubscribe();
    watching = later = undefined;
    waiting.clear();
  };
  const watch = () => {
    watching ??= lifecycles.all$.subscribe(({ channel, event }) => {
      if (event.type !== 'subscribed') return;
      const subscribed = waiting.get(channel);
      if (subscribed === undefined) return flush();
      waiting.delete(channel);
      for (const one of subscribed) ready.add(one);
      disordered = true;
      flush();
    });
  };

  const wait = (one: Held) => {
    const { name } = one.subscription;
    const others = waiting.get(name) ?? new Set();
    waiting.set(name, others.add(one));
  };

  const write = (session: Session, text: string): boolean => {
    // A socket that is closing takes nothing.
    if (!session.send(text)) return false;
    rate.count();
    lastAt = now();
    return true;
  };

  // First in, first out among those whose channel is subscribed: one that waits for its channel holds up no other.
  const flush = () => {
    for (let session = registry.session(); session !== undefined && ready.size > 0; session = registry.session()) {
      const delay = rate.delay();
      if (delay > 0 && overflow === 'hold') {
        later ??= after(delay).subscribe(() => {
          later = undefined;
          flush();
        });
        return;
      }
      if (disordered) ready = new Set([...ready].sort((one, other) => one.number - other.number));
      disordered = false;
      const [one] = ready;
      if (one === undefined) return;
      const { event, subscription, text } = one;
      if (subscription.state.status !== 'subscribed') {
        ready.delete(one);
        wait(one);
      } else if (delay > 0) settle(one, new TriggerRateExceeded(event, subscription.name, limit), overflow === 'drop');
      else if (write(session, text)) settle(one);
      else return;
    }
  };

  const hold = (channel: string, event: string, text: string, outcome: ReplaySubject<void>) => {
    const subscription = registry.subscription(channel);
    const consumer: Consumer = { error: (cause) => settle(one, cause) };
    const one: Held = { number: (count += 1), event, subscription, text, outcome, consumer };
    held.add(one);
    if (subscription.state.status === 'subscribed') ready.add(one);
    else wait(one);
    deadlines.begin(one);
    watch();
    registry.want(subscription, consumer);
    flush();
  };

  connection$
    .pipe(
      map(({ session }) => session),
      distinctUntilChanged(),
    )
    .subscribe(() => rate.reset());

  return {
    trigger: (channel, event, data) => {
      const text = clientEventText(channel, event, data);
      const outcome = new ReplaySubject<void>(1);
      const size = sizeOf(text);
      const most = maxSize ?? LIMIT_OF_PUSHER;
      const tooLarge = size > most ? new ClientEventTooLarge(event, channel, size, most) : undefined;
      if (tooLarge !== undefined && maxSize !== undefined) fail(outcome, tooLarge);
      else if (held.size >= maxHeld)
        fail(outcome, new TriggerQueueFull(event, channel, held.size), overflow === 'drop');
      else {
        if (tooLarge !== undefined) report(tooLarge);
        hold(channel, event, text, outcome);
      }
      return outcome.asObservable();
    },
    areRecent: () => now() - lastAt < RECENT,
    disconnected: () => {
      for (const one of [...held]) settle(one, new Disconnected());
    },
  };
};
