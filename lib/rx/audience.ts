import { Observable } from 'rxjs';

/** Who listens to some streams, all counted together. */
export interface Audience {
  /** The same stream, whose subscribers count. */
  of<T>(source: Observable<T>): Observable<T>;
  isThere(): boolean;
}

export const createAudience = (): Audience => {
  let size = 0;
  return {
    of: (source) =>
      new Observable((subscriber) => {
        size += 1;
        subscriber.add(() => {
          size -= 1;
        });
        return source.subscribe(subscriber);
      }),
    isThere: () => size > 0,
  };
};
