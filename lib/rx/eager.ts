import type { Observable } from 'rxjs';
import { ReplaySubject } from 'rxjs';

/** Subscribes at once, and replays the outcome to every subscriber of the result. Unsubscribing from that cancels nothing. */
export const eager = <T>(source: Observable<T>): Observable<T> => {
  const outcome = new ReplaySubject<T>(1);
  source.subscribe(outcome);
  return outcome.asObservable();
};
