import { Observable } from 'rxjs';

/** How many are subscribed to some streams, counted together. */
export interface SubscriberCount {
  /** The same stream, whose subscribers count. */
  of<T>(source: Observable<T>): Observable<T>;
  /** Whether there is any. */
  any(): boolean;
}

export const createSubscriberCount = (): SubscriberCount => {
  let count = 0;
  return {
    of: (source) =>
      new Observable((subscriber) => {
        count += 1;
        subscriber.add(() => {
          count -= 1;
        });
        return source.subscribe(subscriber);
      }),
    any: () => count > 0,
  };
};
