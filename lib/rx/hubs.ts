import type { Subscriber } from 'rxjs';
import { Hub } from './hub.js';

/**
 * A hub for each name somebody listens to. Most have one name, so the first is a field and the rest a `Map`: that spares
 * a `Map` for each of 100,000 channels, and on the hot path the hash of a name that was only just parsed.
 */
export class Hubs<T> {
  private name: string | undefined;
  private hub: Hub<Subscriber<T>> | undefined;
  private others: Map<string, Hub<Subscriber<T>>> | undefined;

  get(name: string): Hub<Subscriber<T>> | undefined {
    return this.name === name ? this.hub : this.others?.get(name);
  }

  add(name: string, subscriber: Subscriber<T>): void {
    (this.get(name) ?? this.create(name)).add(subscriber);
  }

  /** Takes a listener out, and with the last one its hub. */
  remove(name: string, subscriber: Subscriber<T>): void {
    const hub = this.get(name);
    hub?.remove(subscriber);
    if (hub?.size !== 0) return;
    if (this.name === name) this.name = this.hub = undefined;
    else this.others?.delete(name);
  }

  private create(name: string): Hub<Subscriber<T>> {
    const hub = new Hub<Subscriber<T>>();
    if (this.name === undefined) {
      this.name = name;
      this.hub = hub;
    } else (this.others ??= new Map()).set(name, hub);
    return hub;
  }
}
