import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';

/**
 * Subscribes now. What comes is kept for one subscriber, who has it from the beginning, and whose leaving ends all; from then
 * on nothing is kept.
 */
export const ahead = <T>(source$: Observable<T>): Observable<T> => {
  const kept: ((subscriber: Subscriber<T>) => void)[] = [];
  let subscriber: Subscriber<T> | undefined;
  const pass = (tell: (subscriber: Subscriber<T>) => void): void => {
    if (subscriber === undefined) kept.push(tell);
    else tell(subscriber);
  };
  const subscription = source$.subscribe({
    next: (value) => pass((to) => to.next(value)),
    error: (error: unknown) => pass((to) => to.error(error)),
    complete: () => pass((to) => to.complete()),
  });
  return new Observable<T>((arriving) => {
    arriving.add(subscription);
    for (const tell of kept.splice(0)) tell(arriving);
    subscriber = arriving;
  });
};
