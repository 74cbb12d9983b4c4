/** Whoever hears values: a `Subscriber`, which ignores what comes after it has left. */
export interface Listener<T> {
  next(value: T): void;
}

/**
 * A list of listeners, read far more often than it changes. `next()` and `capture()` take those there are now: one who
 * joins or leaves meanwhile does not alter what was taken, and the list is copied only when it changes after that.
 *
 * Most lists have one listener, so the first is a field: at 100,000 channels the array around it would be two more objects
 * out of the cache for each frame. (A `Subject` does the same behind more layers: 0.66 of the limit, docs/performance.md.)
 */
export class Listeners<L = Listener<unknown>> {
  private one: L | undefined;
  /** All of them, where there are several. */
  private many: L[] | undefined;
  private captured = false;

  get size(): number {
    return this.many?.length ?? (this.one === undefined ? 0 : 1);
  }

  next<T>(this: Listeners<Listener<T>>, value: T): void {
    if (this.many === undefined) this.one?.next(value);
    else for (const listener of this.capture()) listener.next(value);
  }

  capture(): readonly L[] {
    if (this.many === undefined) return this.one === undefined ? [] : [this.one];
    this.captured = true;
    return this.many;
  }

  some(test: (listener: L) => boolean): boolean {
    return this.many?.some(test) ?? (this.one !== undefined && test(this.one));
  }

  add(listener: L): void {
    if (this.many !== undefined) this.own(this.many).push(listener);
    else if (this.one === undefined) this.one = listener;
    else {
      this.many = [this.one, listener];
      this.one = undefined;
      this.captured = false;
    }
  }

  remove(listener: L): void {
    if (this.many === undefined) {
      if (this.one === listener) this.one = undefined;
      return;
    }
    const at = this.many.indexOf(listener);
    if (at < 0) return;
    const left = this.own(this.many);
    left.splice(at, 1);
    if (left.length > 1) return;
    this.one = left[0];
    this.many = undefined;
  }

  private own(list: L[]): L[] {
    if (!this.captured) return list;
    this.captured = false;
    return (this.many = list.slice());
  }
}
