import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import type { Frame } from '../protocol/frame.js';
import { Listeners } from '../rx/listeners.js';
import { ListenersByName } from '../rx/listeners-by-name.js';
import type { Mailbox } from '../rx/mailbox.js';
import { arriving } from '../rx/mailbox.js';
import type { ChannelEvent } from './types.js';

/** Who listens to the whole client; listening wants nothing. */
export interface GlobalListeners {
  /** How many listen to events: what the hot path asks is one number, mostly zero. */
  size: number;
  readonly events: Listeners<Subscriber<ChannelEvent>>;
  readonly named: ListenersByName<unknown>;
  /** Of each frame, before anybody else hears of it, and when everybody has. */
  readonly before: Listeners<Subscriber<Frame>>;
  readonly after: Listeners<Subscriber<Frame>>;
}

export const createGlobalListeners = (): GlobalListeners => ({
  size: 0,
  events: new Listeners(),
  named: new ListenersByName(),
  before: new Listeners(),
  after: new Listeners(),
});

/** Frames, to whoever is on that list. */
export const frames$ = (list: Listeners<Subscriber<Frame>>): Observable<Frame> =>
  new Observable((subscriber) => {
    list.add(subscriber);
    return () => list.remove(subscriber);
  });

const counted = <T>(
  globals: GlobalListeners,
  mailbox: Mailbox,
  join: (subscriber: Subscriber<T>) => void,
  leave: (subscriber: Subscriber<T>) => void,
): Observable<T> =>
  arriving(
    mailbox,
    (subscriber) => {
      globals.size += 1;
      join(subscriber);
    },
    (subscriber) => {
      globals.size -= 1;
      leave(subscriber);
    },
  );

/** Application events of every wanted channel. */
export const events$ = (globals: GlobalListeners, mailbox: Mailbox): Observable<ChannelEvent> =>
  counted(
    globals,
    mailbox,
    (subscriber) => globals.events.add(subscriber),
    (subscriber) => globals.events.remove(subscriber),
  );

/** Data of the events of one name, whichever channel they came on. */
export const named$ = (globals: GlobalListeners, mailbox: Mailbox, event: string): Observable<unknown> =>
  counted(
    globals,
    mailbox,
    (subscriber) => globals.named.join(event, subscriber),
    (subscriber) => globals.named.leave(event, subscriber),
  );
