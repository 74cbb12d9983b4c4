import type { Subscriber } from 'rxjs';
import { Listeners } from './listeners.js';

/**
 * A list for each name somebody listens to. Most have one name, so this is itself the list of the first, and the others are
 * in a `Map`: that spares a `Map` and a list for each of 100,000 channels, and on the hot path the hash of a name that was
 * only just parsed.
 */
export class ListenersByName<T> extends Listeners<Subscriber<T>> {
  private name: string | undefined;
  private others: Map<string, Listeners<Subscriber<T>>> | undefined;

  named(name: string): Listeners<Subscriber<T>> | undefined {
    return this.name === name ? this : this.others?.get(name);
  }

  join(name: string, subscriber: Subscriber<T>): void {
    (this.named(name) ?? this.create(name)).add(subscriber);
  }

  /** Takes a listener out, and with the last one its list. */
  leave(name: string, subscriber: Subscriber<T>): void {
    const list = this.named(name);
    list?.remove(subscriber);
    if (list?.size !== 0) return;
    if (list === this) this.name = undefined;
    else this.others?.delete(name);
  }

  private create(name: string): Listeners<Subscriber<T>> {
    if (this.name === undefined) {
      this.name = name;
      return this;
    }
    const list = new Listeners<Subscriber<T>>();
    (this.others ??= new Map()).set(name, list);
    return list;
  }
}
