import { createInterface } from 'node:readline';
import { fromEvent, Observable, takeUntil } from 'rxjs';

/** The lines of the standard input as they come. Unsubscribing stops reading. */
export const stdin$ = new Observable<string>((subscriber) => {
  const lines = createInterface({ input: process.stdin });
  subscriber.add(() => {
    lines.close();
    process.stdin.destroy();
  });
  return (fromEvent(lines, 'line') as Observable<string>)
    .pipe(takeUntil(fromEvent(lines, 'close')))
    .subscribe(subscriber);
});
