import { mergeMap, Observable, Subject } from 'rxjs';

/** An operator that subscribes at most `most` of the sources it was given at a time; the others wait for their turn. */
export const limit = (most: number): (<T>(source: Observable<T>) => Observable<T>) => {
  const turns = new Subject<Observable<never>>();
  turns.pipe(mergeMap((turn) => turn, most)).subscribe();
  return (source) =>
    new Observable((subscriber) => {
      turns.next(
        new Observable((turn) => {
          // Ends the turn with the subscriber; at once, if the subscriber has left while it waited.
          subscriber.add(() => turn.complete());
          if (!subscriber.closed) source.subscribe(subscriber);
        }),
      );
    });
};
