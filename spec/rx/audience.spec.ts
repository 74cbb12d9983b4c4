import { NEVER, of, Subject, throwError } from 'rxjs';
import { take } from 'rxjs';
import { createAudience } from '../../lib/rx/audience.js';

describe('an audience', () => {
  it('is there while anybody listens to any of its streams', () => {
    const audience = createAudience();
    const [one, other] = [audience.of(NEVER), audience.of(new Subject())];
    expect(audience.isThere()).toBe(false);
    const listening = [one.subscribe(), other.subscribe(), one.subscribe()];
    for (const subscription of listening) {
      expect(audience.isThere()).toBe(true);
      subscription.unsubscribe();
      subscription.unsubscribe();
    }
    expect(audience.isThere()).toBe(false);
  });

  it('hears what is there to hear, and counts during the very first of it', () => {
    const audience = createAudience();
    const heard: unknown[] = [];
    audience.of(of(1, 2)).subscribe((value) => heard.push(value, audience.isThere()));
    audience
      .of(of(3, 4))
      .pipe(take(1))
      .subscribe((value) => heard.push(value));
    audience.of(throwError(() => new Error('mine'))).subscribe({ error: (error: unknown) => heard.push(error) });
    expect(heard).toEqual([1, true, 2, true, 3, new Error('mine')]);
    expect(audience.isThere()).toBe(false);
  });
});
