import { NgZone } from '@angular/core';
import { Observable } from 'rxjs';

/** The way out of Angular's zone. */
export interface Outside {
  /** Subscribes outside. Whoever subscribes inside is told inside. */
  readonly stream: <T>(source: Observable<T>) => Observable<T>;
  /** Begins outside what is eager. */
  readonly eager: <T>(begin: () => Observable<T>) => Observable<T>;
}

/**
 * A socket and its timers are no work of the application, which would never be stable if they were: they belong outside of
 * the zone. Without zone.js it makes no difference.
 */
export const outsideOf = (zone: NgZone): Outside => {
  const stream = <T>(source: Observable<T>): Observable<T> =>
    new Observable((subscriber) => {
      const tell = NgZone.isInAngularZone() ? (what: () => void) => zone.run(what) : (what: () => void) => what();
      const subscription = zone.runOutsideAngular(() =>
        source.subscribe({
          next: (value) => tell(() => subscriber.next(value)),
          error: (error: unknown) => tell(() => subscriber.error(error)),
          complete: () => tell(() => subscriber.complete()),
        }),
      );
      return () => zone.runOutsideAngular(() => subscription.unsubscribe());
    });
  return { stream, eager: (begin) => stream(zone.runOutsideAngular(begin)) };
};
