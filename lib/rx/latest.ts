import { noop, Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import { guarded } from './guarded.js';
import { Listeners } from './listeners.js';

/**
 * A value that changes. Emits the present value on subscription and every later one; never completes or errors.
 * A change made by a listener is delivered after the one it heard, to everybody in the same order.
 */
export class Latest<T> extends Observable<T> {
  private readonly listeners = new Listeners<Subscriber<T>>();
  private readonly queue: T[] = [];
  private busy = false;

  constructor(private current: T) {
    super((subscriber) => {
      this.exclusively(() => {
        subscriber.next(this.current);
        this.listeners.add(subscriber);
      });
      return () => this.listeners.remove(subscriber);
    });
  }

  /** The last value delivered, or under delivery. */
  get value(): T {
    return this.current;
  }

  get observed(): boolean {
    return this.listeners.size > 0;
  }

  next(value: T): void {
    this.queue.push(value);
    this.exclusively(noop);
  }

  /** Changes made meanwhile are delivered when `act` is over. */
  private exclusively(act: () => void): void {
    if (this.busy) return act();
    this.busy = true;
    guarded(act);
    while (this.queue.length > 0) {
      this.current = this.queue.shift() as T;
      guarded(() => this.listeners.next(this.current));
    }
    this.busy = false;
  }
}
