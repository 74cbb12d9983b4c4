/** Whoever hears values: a `Subscriber`, which ignores what comes after it has left. */
export interface Listener<T> {
  next(value: T): void;
}

/**
 * A list of listeners, read far more often than it changes. `capture()` gives those there are now; one who joins or
 * leaves later does not alter what was captured, and the list is copied only when it changes after a capture.
 * (A `Subject` does the same behind more layers: 0.66 of the limit against 0.76 here, docs/performance.md.)
 */
export class Hub<L = Listener<unknown>> {
  private list: L[] = [];
  private captured = false;

  get size(): number {
    return this.list.length;
  }

  capture(): readonly L[] {
    this.captured = true;
    return this.list;
  }

  add(listener: L): void {
    this.own().push(listener);
  }

  remove(listener: L): void {
    const at = this.list.indexOf(listener);
    if (at >= 0) this.own().splice(at, 1);
  }

  private own(): L[] {
    if (this.captured) {
      this.list = this.list.slice();
      this.captured = false;
    }
    return this.list;
  }
}
