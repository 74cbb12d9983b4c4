import { NEVER, of, Subject, throwError } from 'rxjs';
import { take } from 'rxjs';
import { createSubscriberCount } from '../../lib/rx/subscriber-count.js';

describe('a count of subscribers', () => {
  it('says whether anybody listens to any of its streams', () => {
    const subscribers = createSubscriberCount();
    const [one, other] = [subscribers.of(NEVER), subscribers.of(new Subject())];
    expect(subscribers.any()).toBe(false);
    const listening = [one.subscribe(), other.subscribe(), one.subscribe()];
    for (const subscription of listening) {
      expect(subscribers.any()).toBe(true);
      subscription.unsubscribe();
      subscription.unsubscribe();
    }
    expect(subscribers.any()).toBe(false);
  });

  it('leaves the streams as they are, and counts during their very first value', () => {
    const subscribers = createSubscriberCount();
    const heard: unknown[] = [];
    subscribers.of(of(1, 2)).subscribe((value) => heard.push(value, subscribers.any()));
    subscribers
      .of(of(3, 4))
      .pipe(take(1))
      .subscribe((value) => heard.push(value));
    subscribers.of(throwError(() => new Error('mine'))).subscribe({ error: (error: unknown) => heard.push(error) });
    expect(heard).toEqual([1, true, 2, true, 3, new Error('mine')]);
    expect(subscribers.any()).toBe(false);
  });
});
