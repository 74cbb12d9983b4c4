import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import type { Frame } from '../protocol/frame.js';
import { Hub } from '../rx/hub.js';
import type { ChannelEvent } from './types.js';

/** Client-wide listeners, all of them passive. `size` is what the hot path asks: one number, mostly zero. */
export interface Taps {
  size: number;
  readonly frames: Hub<Subscriber<Frame>>;
  readonly events: Hub<Subscriber<ChannelEvent>>;
  readonly named: Map<string, Hub<Subscriber<unknown>>>;
}

export const createTaps = (): Taps => ({ size: 0, frames: new Hub(), events: new Hub(), named: new Map() });

export const frames$ = (taps: Taps): Observable<Frame> =>
  new Observable((subscriber) => {
    taps.frames.add(subscriber);
    return () => taps.frames.remove(subscriber);
  });

const tap = <T>(taps: Taps, hub: () => Hub<Subscriber<T>>, left: (hub: Hub<Subscriber<T>>) => void): Observable<T> =>
  new Observable((subscriber) => {
    const joined = hub();
    joined.add(subscriber);
    taps.size += 1;
    return () => {
      joined.remove(subscriber);
      taps.size -= 1;
      left(joined);
    };
  });

/** Application events of every wanted channel. */
export const events$ = (taps: Taps): Observable<ChannelEvent> =>
  tap(
    taps,
    () => taps.events,
    () => undefined,
  );

/** Data of the events of one name, whichever channel they came on. */
export const named$ = (taps: Taps, event: string): Observable<unknown> =>
  tap(
    taps,
    () => listenersOf(taps.named, event),
    (hub) => forget(taps.named, event, hub),
  );

/** The hub of a name, made when it is first asked for. */
export const listenersOf = <T>(hubs: Map<string, Hub<Subscriber<T>>>, name: string): Hub<Subscriber<T>> => {
  const known = hubs.get(name);
  if (known !== undefined) return known;
  const hub = new Hub<Subscriber<T>>();
  hubs.set(name, hub);
  return hub;
};

/** Lets go of a hub nobody listens to, if it is still the one of its name. */
export const forget = <T>(hubs: Map<string, Hub<Subscriber<T>>>, name: string, hub: Hub<Subscriber<T>>): void => {
  if (hub.size === 0 && hubs.get(name) === hub) hubs.delete(name);
};
