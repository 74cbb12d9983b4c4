import type { Subscriber } from 'rxjs';
import { Hub } from './hub.js';

/**
 * A hub for each name somebody listens to. Most have one name, so this is itself the hub of the first, and the others are
 * in a `Map`: that spares a `Map` and a hub for each of 100,000 channels, and on the hot path the hash of a name that was
 * only just parsed.
 */
export class Hubs<T> extends Hub<Subscriber<T>> {
  private name: string | undefined;
  private others: Map<string, Hub<Subscriber<T>>> | undefined;

  named(name: string): Hub<Subscriber<T>> | undefined {
    return this.name === name ? this : this.others?.get(name);
  }

  join(name: string, subscriber: Subscriber<T>): void {
    (this.named(name) ?? this.create(name)).add(subscriber);
  }

  /** Takes a listener out, and with the last one its hub. */
  leave(name: string, subscriber: Subscriber<T>): void {
    const hub = this.named(name);
    hub?.remove(subscriber);
    if (hub?.size !== 0) return;
    if (hub === this) this.name = undefined;
    else this.others?.delete(name);
  }

  private create(name: string): Hub<Subscriber<T>> {
    if (this.name === undefined) {
      this.name = name;
      return this;
    }
    const hub = new Hub<Subscriber<T>>();
    (this.others ??= new Map()).set(name, hub);
    return hub;
  }
}
