import { noop, Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import { Listeners } from './listeners.js';

/**
 * A value that changes. Emits the present value on subscription and every later one; never completes or errors.
 * A change made by a listener is delivered after the one it heard, to everybody in the same order.
 */
export class Latest<T> extends Observable<T> {
  private readonly listeners = new Listeners<Subscriber<T>>();
  private readonly queue: T[] = [];
  private busy = false;

  /** `after` is called once everybody has heard of a change, before the next one is told. */
  constructor(
    private current: T,
    private readonly after: (value: T) => void = noop,
  ) {
    super((subscriber) => {
      const outermost = !this.busy;
      this.busy = true;
      subscriber.next(this.current);
      this.listeners.add(subscriber);
      if (outermost) this.drain();
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
    if (!this.busy) this.drain();
  }

  private drain(): void {
    this.busy = true;
    while (this.queue.length > 0) {
      this.current = this.queue.shift() as T;
      this.listeners.next(this.current);
      this.after(this.current);
    }
    this.busy = false;
  }
}
