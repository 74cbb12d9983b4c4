import { NgZone } from '@angular/core';
import { Observable } from 'rxjs';

/** Hands a stream on, having done something around it. */
export type Around = <T>(source: Observable<T>) => Observable<T>;

/**
 * Subscribes outside of Angular's zone: a socket and its timers are no work of the application, which would never be stable
 * if they were. Whoever subscribes inside is told inside. Without zone.js it makes no difference.
 */
export const outside =
  (zone: NgZone): Around =>
  (source) =>
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
