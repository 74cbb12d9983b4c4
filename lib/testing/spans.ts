import { asyncScheduler, Subscription } from 'rxjs';
import type { Unsubscribable } from 'rxjs';
import type { MarbleHelpers } from './script.js';

/**
 * From when to when something was there; `unsubscribedFrame` is Infinity while it is. In frames of the test scheduler, or in
 * ms since the fake was made. The type is rxjs's own, so that `expectSubscriptions` takes it.
 */
export type SubscriptionLog = ReturnType<MarbleHelpers['cold']>['subscriptions'][number];

/** A list of spans, and what begins another one; unsubscribing that ends it. */
export interface Spans {
  readonly list: SubscriptionLog[];
  readonly begin: () => Unsubscribable;
}

// eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- rxjs does not export the class
const span = (subscribedFrame: number, unsubscribedFrame: number): SubscriptionLog => ({
  subscribedFrame,
  unsubscribedFrame,
});

/** Lists of spans: in frames where there are helpers, otherwise in ms since now. */
export const createSpans = (helpers: MarbleHelpers | undefined): (() => Spans) => {
  if (helpers !== undefined) {
    // Whoever is subscribed to an observable of the test scheduler's is in its log: the very class it will be compared with.
    return () => {
      const silent = helpers.cold('');
      return { list: silent.subscriptions, begin: () => silent.subscribe() };
    };
  }
  const start = asyncScheduler.now();
  const now = () => asyncScheduler.now() - start;
  return () => {
    const list: SubscriptionLog[] = [];
    return {
      list,
      begin: () => {
        const subscribedFrame = now();
        const at = list.push(span(subscribedFrame, Infinity)) - 1;
        return new Subscription(() => {
          list[at] = span(subscribedFrame, now());
        });
      },
    };
  };
};

/** Begins the spans of names that appear, and ends those of names that are no longer there. */
export const createAttendance = (begin: (name: string) => Unsubscribable): ((names: ReadonlySet<string>) => void) => {
  const present = new Map<string, Unsubscribable>();
  return (names) => {
    for (const [name, span] of present) {
      if (names.has(name)) continue;
      present.delete(name);
      span.unsubscribe();
    }
    for (const name of names) if (!present.has(name)) present.set(name, begin(name));
  };
};
