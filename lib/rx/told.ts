import type { Observable, Subscriber } from 'rxjs';
import { Listeners } from './listeners.js';
import type { Mailbox } from './mailbox.js';
import { arriving, since } from './mailbox.js';

/** A value that changes within the jobs of a mailbox. */
export interface Told<T> {
  /** Emits the present value and every change, each to all who were there when its job began. */
  readonly values$: Observable<T>;
  tell(value: T): void;
}

export const createTold = <T>(mailbox: Mailbox, initial: T): Told<T> => {
  const listeners = new Listeners<Subscriber<T>>();
  let current = initial;
  const changes$ = arriving<T>(
    mailbox,
    (subscriber) => listeners.add(subscriber),
    (subscriber) => listeners.remove(subscriber),
  );
  return {
    values$: since(mailbox, () => current, changes$),
    tell: (value) => listeners.next((current = value)),
  };
};
