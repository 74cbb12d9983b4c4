import { Subject } from 'rxjs';
import { ahead } from '../../lib/rx/ahead.js';
import { listen } from '../support/listen.js';

describe('ahead', () => {
  it('subscribes at once, and has all for the one who comes later, in order', () => {
    const source = new Subject<string>();
    const ahead$ = ahead(source);
    source.next('a');
    source.next('b');
    const heard = listen(ahead$);
    expect(heard.values).toEqual(['a', 'b']);
    source.next('c');
    source.complete();
    expect(heard).toMatchObject({ values: ['a', 'b', 'c'], completed: true });
  });

  it.each([
    ['an error', (source: Subject<string>) => source.error(new Error('broken')), { error: new Error('broken') }],
    ['its end', (source: Subject<string>) => source.complete(), { completed: true }],
  ])('tells %s that came before', (_, finish, how) => {
    const source = new Subject<string>();
    const ahead$ = ahead(source);
    source.next('a');
    finish(source);
    expect(listen(ahead$)).toMatchObject({ values: ['a'], ...how });
  });

  it('is left with the one who has come for it', () => {
    const source = new Subject<string>();
    const heard = listen(ahead(source));
    expect(source.observed).toBe(true);
    heard.leave();
    expect(source.observed).toBe(false);
  });
});
