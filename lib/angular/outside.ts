import { inject, InjectionToken, NgZone } from '@angular/core';
import { asapScheduler, Observable } from 'rxjs';

/** The way out of Angular's zone. */
export interface Outside {
  /** Subscribes outside. Whoever subscribes inside is told inside, all of them in one turn of the zone. */
  readonly stream: <T>(source: Observable<T>) => Observable<T>;
  /** Begins outside what is eager. */
  readonly eager: <T>(begin: () => Observable<T>) => Observable<T>;
  /** Tells outside what comes inside. */
  readonly leave: <T>(source: Observable<T>) => Observable<T>;
  /** Runs outside. */
  readonly run: <T>(what: () => T) => T;
}

/**
 * What is told together goes into the zone together. Each way in is a turn, with a round of change detection at its end:
 * a hundred listeners of one event would make a hundred.
 */
const oneTurn = (zone: NgZone): ((tell: () => void) => void) => {
  let waiting: (() => void)[] = [];
  const deliver = () => {
    const told = waiting;
    waiting = [];
    zone.run(() => told.forEach((tell) => tell()));
  };
  return (tell) => {
    if (waiting.push(tell) === 1) zone.runOutsideAngular(() => asapScheduler.schedule(deliver));
  };
};

/**
 * A socket and its timers are no work of the application, which would never be stable if they were: they belong outside of
 * the zone. Without zone.js it makes no difference.
 */
const outsideOf = (zone: NgZone): Outside => {
  const run = <T>(what: () => T): T => zone.runOutsideAngular(what);
  const inTurn = oneTurn(zone);

  const stream = <T>(source: Observable<T>): Observable<T> =>
    new Observable((subscriber) => {
      const inside = NgZone.isInAngularZone();
      // What is there already is told at once, in the turn that asks for it.
      let asking = true;
      const tell = (what: () => void): void => {
        if (!inside) what();
        else if (asking) zone.run(what);
        else inTurn(what);
      };
      const subscription = run(() =>
        source.subscribe({
          next: (value) => tell(() => subscriber.next(value)),
          error: (error: unknown) => tell(() => subscriber.error(error)),
          complete: () => tell(() => subscriber.complete()),
        }),
      );
      asking = false;
      return () => run(() => subscription.unsubscribe());
    });

  const leave = <T>(source: Observable<T>): Observable<T> =>
    new Observable((subscriber) =>
      source.subscribe({
        next: (value) => run(() => subscriber.next(value)),
        error: (error: unknown) => run(() => subscriber.error(error)),
        complete: () => run(() => subscriber.complete()),
      }),
    );

  return { stream, leave, run, eager: (begin) => stream(run(begin)) };
};

/** One for the application, so that what many clients tell at once is one turn too. */
export const OUTSIDE = new InjectionToken<Outside>('the outside of the zone, for rx-pusher', {
  providedIn: 'root',
  factory: () => outsideOf(inject(NgZone)),
});
