import { mergeMap, Observable, Subject } from 'rxjs';

/** At most so many of the observables it has passed are subscribed at a time; the others wait for their turn. */
export const limit = (most: number): (<T>(source: Observable<T>) => Observable<T>) => {
  const turns = new Subject<Observable<never>>();
  turns.pipe(mergeMap((turn) => turn, most)).subscribe();
  return (source) =>
    new Observable((subscriber) => {
      turns.next(
        new Observable((turn) => {
          // Completes the turn at once if who waited for it has left.
          subscriber.add(() => turn.complete());
          if (!subscriber.closed) source.subscribe(subscriber);
        }),
      );
    });
};
