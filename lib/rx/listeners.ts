/** Whoever hears values: a `Subscriber`, which ignores what comes after it has left. */
export interface Listener<T> {
  next(value: T): void;
}

/**
 * Listeners in the order in which they came. `next()` and `capture()` take those there are now: one who joins or leaves
 * meanwhile does not alter what was taken.
 *
 * Most lists have one listener, so the first is a field: at 100,000 channels the set around it would be two more objects
 * out of the cache for each frame. (A `Subject` does the same behind more layers: 0.66 of the limit, docs/performance.md.)
 */
export class Listeners<L = Listener<unknown>> {
  private one: L | undefined;
  /** All of them, where there are several. */
  private many: Set<L> | undefined;
  /** The same as a list, until it changes: lists are read far more often. */
  private captured: readonly L[] | undefined;

  get size(): number {
    return this.many?.size ?? (this.one === undefined ? 0 : 1);
  }

  next<T>(this: Listeners<Listener<T>>, value: T): void {
    if (this.many === undefined) this.one?.next(value);
    else for (const listener of this.capture()) listener.next(value);
  }

  capture(): readonly L[] {
    if (this.many === undefined) return this.one === undefined ? [] : [this.one];
    return (this.captured ??= [...this.many]);
  }

  add(listener: L): void {
    if (this.many !== undefined) this.many.add(listener);
    else if (this.one === undefined) this.one = listener;
    else {
      this.many = new Set([this.one, listener]);
      this.one = undefined;
    }
    this.captured = undefined;
  }

  remove(listener: L): void {
    if (this.one === listener) this.one = undefined;
    if (this.many?.delete(listener) !== true) return;
    this.captured = undefined;
    if (this.many.size > 1) return;
    [this.one] = this.many;
    this.many = undefined;
  }
}
