import type { Observable } from 'rxjs';
import { ReplaySubject } from 'rxjs';

/** Subscribes now, once, and replays the outcome to whoever asks for it; unsubscribing from that cancels nothing. */
export const eager = <T>(source: Observable<T>): Observable<T> => {
  const outcome = new ReplaySubject<T>(1);
  source.subscribe(outcome);
  return outcome.asObservable();
};
