import { defer, of, Subject, throwError } from 'rxjs';
import { eager } from '../../lib/rx/eager.js';

describe('an eager stream', () => {
  it('does its work at once, and once, whoever asks for the outcome', () => {
    const work = jest.fn(() => of('done'));
    const outcome$ = eager(defer(work));
    expect(work).toHaveBeenCalledTimes(1);
    const heard: string[] = [];
    outcome$.subscribe({ next: (value) => heard.push(value), complete: () => heard.push('|') });
    outcome$.subscribe({ next: (value) => heard.push(value), complete: () => heard.push('|') });
    expect(heard).toEqual(['done', '|', 'done', '|']);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('goes on when whoever asked has left', () => {
    const source = new Subject<string>();
    const outcome$ = eager(source);
    outcome$.subscribe().unsubscribe();
    expect(source.observed).toBe(true);
  });

  it('replays an error, and throws none that nobody asks for', () => {
    const outcome$ = eager(throwError(() => new Error('failed')));
    const heard: unknown[] = [];
    outcome$.subscribe({ error: (error: unknown) => heard.push(error) });
    expect(heard).toEqual([new Error('failed')]);
  });
});
