import type { Observable } from 'rxjs';
import { ReplaySubject } from 'rxjs';
import { Disconnected } from '../connection/errors.js';
import type { PusherError } from '../errors.js';
import { now } from '../rx/clock.js';
import { clientEventText, sizeOf } from './client-event.js';
import { ClientEventTooLarge, TriggerQueueFull, TriggerRateExceeded } from './errors.js';
import type { ClientEventSettings } from './options.js';
import type { Held } from './queues.js';
import { createQueues } from './queues.js';
import type { WriterOptions } from './writer.js';
import { createWriter } from './writer.js';

/** What the sender of client events is given. */
export interface ClientEventsOptions extends WriterOptions {
  readonly settings: ClientEventSettings;
  /** ms an event may wait to be written. */
  readonly timeout: number;
  readonly report: (error: PusherError) => void;
}

export interface ClientEvents {
  trigger(channel: string, event: string, data: unknown): Observable<void>;
  /** When (ms, `now()`) the last one was written. */
  writtenAt(): number;
  /** Those that wait to be written fail. */
  disconnected(): void;
}

/** Pusher's limit (bytes), for all of its servers alike. */
const LIMIT_OF_PUSHER = 10_240;

export const createClientEvents = (options: ClientEventsOptions): ClientEvents => {
  const { registry, settings, report } = options;
  const { overflow, maxHeld, maxSize } = settings;

  const fail = (outcome: ReplaySubject<void>, error: PusherError) => {
    const isDropped = error instanceof TriggerRateExceeded || error instanceof TriggerQueueFull;
    if (!outcome.observed && !(isDropped && overflow === 'drop')) report(error);
    outcome.error(error);
  };
  let writtenAt = -Infinity;
  const settle = (one: Held, error?: PusherError): void => {
    if (!queues.remove(one)) return;
    if (queues.all.size === 0) writer.rest();
    if (error !== undefined) return fail(one.outcome, error);
    writtenAt = now();
    one.outcome.next();
    one.outcome.complete();
  };
  const queues = createQueues(registry, options.timeout, settle);
  const writer = createWriter(options, queues, settle);

  return {
    trigger: (channel, event, data) => {
      const text = clientEventText(channel, event, data);
      const outcome = new ReplaySubject<void>(1);
      const size = sizeOf(text);
      const most = maxSize ?? LIMIT_OF_PUSHER;
      const tooLarge = size > most ? new ClientEventTooLarge(event, channel, size, most) : undefined;
      if (tooLarge !== undefined && maxSize !== undefined) fail(outcome, tooLarge);
      else if (queues.all.size >= maxHeld) fail(outcome, new TriggerQueueFull(event, channel, queues.all.size));
      else {
        if (tooLarge !== undefined) report(tooLarge);
        writer.write(queues.add(channel, { event, text, outcome }).queue);
      }
      return outcome.asObservable();
    },
    writtenAt: () => writtenAt,
    disconnected: () => {
      for (const one of [...queues.all]) settle(one, new Disconnected());
    },
  };
};
