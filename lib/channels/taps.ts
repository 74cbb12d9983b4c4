import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import type { Frame } from '../protocol/frame.js';
import { Hub } from '../rx/hub.js';
import { Hubs } from '../rx/hubs.js';
import type { Arrivals } from './arrivals.js';
import { createArrivals } from './arrivals.js';
import type { ChannelEvent } from './types.js';

/** Client-wide listeners, all of them passive. `size` is what the hot path asks: one number, mostly zero. */
export interface Taps {
  size: number;
  readonly frames: Hub<Subscriber<Frame>>;
  readonly delivered: Hub<Subscriber<Frame>>;
  readonly events: Hub<Subscriber<ChannelEvent>>;
  readonly named: Hubs<unknown>;
  /** Where new listeners come in, those of channels as well. */
  readonly arrivals: Arrivals;
}

export const createTaps = (): Taps => ({
  size: 0,
  frames: new Hub(),
  delivered: new Hub(),
  events: new Hub(),
  named: new Hubs(),
  arrivals: createArrivals(),
});

const tapped = (hub: Hub<Subscriber<Frame>>): Observable<Frame> =>
  new Observable((subscriber) => {
    hub.add(subscriber);
    return () => hub.remove(subscriber);
  });

export const frames$ = (taps: Taps): Observable<Frame> => tapped(taps.frames);

/** The same frames, each when everybody has heard it. */
export const delivered$ = (taps: Taps): Observable<Frame> => tapped(taps.delivered);

const passive = <T>(
  taps: Taps,
  join: (subscriber: Subscriber<T>) => void,
  leave: (subscriber: Subscriber<T>) => void,
): Observable<T> =>
  new Observable((subscriber) => {
    taps.arrivals.letIn(() => {
      if (!subscriber.closed) join(subscriber);
    });
    taps.size += 1;
    return () => {
      leave(subscriber);
      taps.size -= 1;
    };
  });

/** Application events of every wanted channel. */
export const events$ = (taps: Taps): Observable<ChannelEvent> =>
  passive(
    taps,
    (subscriber) => taps.events.add(subscriber),
    (subscriber) => taps.events.remove(subscriber),
  );

/** Data of the events of one name, whichever channel they came on. */
export const named$ = (taps: Taps, event: string): Observable<unknown> =>
  passive(
    taps,
    (subscriber) => taps.named.join(event, subscriber),
    (subscriber) => taps.named.leave(event, subscriber),
  );
