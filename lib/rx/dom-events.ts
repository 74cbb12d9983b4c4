import { Observable } from 'rxjs';

/** What tells of events: a window, a document, or what stands for them. */
export type DomTarget = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;

/** The events of those names, while somebody listens. */
export const domEvents = (source: DomTarget, ...names: readonly string[]): Observable<Event> =>
  new Observable((subscriber) => {
    const listener = (event: Event) => subscriber.next(event);
    for (const name of names) source.addEventListener(name, listener);
    return () => {
      for (const name of names) source.removeEventListener(name, listener);
    };
  });
