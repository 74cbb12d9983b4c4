/** Whoever hears values: a `Subscriber`, which ignores what comes after it has left. */
export interface Listener<T> {
  next(value: T): void;
}

// Shared by all that are empty, and so always as good as captured.
const NONE: unknown[] = [];

/**
 * A list of listeners, read far more often than it changes. `capture()` gives those there are now; one who joins or
 * leaves later does not alter what was captured, and the list is copied only when it changes after a capture.
 * (A `Subject` does the same behind more layers: 0.66 of the limit against 0.76 here, docs/performance.md.)
 */
export class Hub<L = Listener<unknown>> {
  private list: L[] = NONE as L[];
  private captured = true;

  get size(): number {
    return this.list.length;
  }

  capture(): readonly L[] {
    // Written only if it changes: a write for each frame would dirty a line of the cache for each channel.
    if (!this.captured) this.captured = true;
    return this.list;
  }

  add(listener: L): void {
    // Made with one in it, a list has room for one; pushed to when empty, for seventeen.
    if (this.list.length === 0) {
      this.list = [listener];
      this.captured = false;
    } else this.own().push(listener);
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
