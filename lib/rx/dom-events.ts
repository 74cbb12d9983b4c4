import { Observable } from 'rxjs';

/** A window, a document or the like. */
export type DomTarget = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;

/** The events of those names. */
export const domEvents = (source: DomTarget, ...names: readonly string[]): Observable<Event> =>
  new Observable((subscriber) => {
    const listener = (event: Event) => subscriber.next(event);
    for (const name of names) source.addEventListener(name, listener);
    return () => {
      for (const name of names) source.removeEventListener(name, listener);
    };
  });
