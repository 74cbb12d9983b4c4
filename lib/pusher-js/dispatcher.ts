import { asyncScheduler } from 'rxjs';

/** What pusher-js takes for a handler. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- as pusher-js and Laravel Echo type it
export type Callback = Function;

/** What comes with the data of an event of a channel. */
export interface Metadata {
  /** Who sent it: on client events of presence channels. */
  user_id?: string;
}

interface Binding {
  readonly callback: Callback;
  readonly context: unknown;
}

/** A handler that throws stops no other; its error goes where uncaught ones go. */
const call = (callback: Callback, context: unknown, args: readonly unknown[]): void => {
  try {
    callback.apply(context, args);
  } catch (error) {
    asyncScheduler.schedule(() => {
      throw error;
    });
  }
};

/**
 * Handlers by event, and those of all events. While an event is told, one that is bound for it hears it too, and one that
 * is unbound still does: so it is in pusher-js.
 */
export class Dispatcher {
  private readonly bindings = new Map<string, Binding[]>();
  private everything: Callback[] = [];

  /** Calls back for each event of that name, with `context` as its `this`. */
  bind(event: string, callback: Callback, context?: unknown): this {
    const bound = this.bindings.get(event) ?? [];
    bound.push({ callback, context });
    this.bindings.set(event, bound);
    return this;
  }

  /** Calls back for each event, with its name and its data. */
  bind_global(callback: Callback): this {
    this.everything.push(callback);
    return this;
  }

  /** Takes back what `bind` did for all that is given: a name, a handler, a context. */
  unbind(event?: string | null, callback?: Callback | null, context?: unknown): this {
    for (const name of event ? [event] : [...this.bindings.keys()]) {
      const left = this.bindings
        .get(name)
        ?.filter((binding) => (callback && callback !== binding.callback) || (context && context !== binding.context));
      if ((callback || context) && left?.length) this.bindings.set(name, left);
      else this.bindings.delete(name);
    }
    return this;
  }

  /** Takes back what `bind_global` did, for one handler or for all. */
  unbind_global(callback?: Callback): this {
    this.everything = callback ? this.everything.filter((bound) => bound !== callback) : [];
    return this;
  }

  /** Takes back every handler. */
  unbind_all(): this {
    return this.unbind().unbind_global();
  }

  /** Tells an event to its handlers. */
  emit(event: string, data?: unknown, metadata?: Metadata): this {
    // The lists may grow meanwhile, and what is added is heard of too.
    for (const callback of this.everything) call(callback, undefined, [event, data]);
    const args = metadata ? [data, metadata] : data ? [data] : [];
    for (const { callback, context } of this.bindings.get(event) ?? []) call(callback, context || globalThis, args);
    return this;
  }
}
