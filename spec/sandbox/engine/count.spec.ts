import type { Bed } from '../support/bed.js';
import { app, createBed } from '../support/bed.js';

const counts = (bed: Bed, id: number) =>
  bed
    .heard(id)
    .filter(({ event }) => event === 'pusher_internal:subscription_count')
    .map(({ data }) => (data as { subscription_count: number }).subscription_count);

describe('subscription counts', () => {
  it('go to every subscriber at each change, after the success', () => {
    const bed = createBed();
    [1, 2].forEach((id) => bed.connect(id));
    bed.subscribe(1, 'a');
    expect(bed.heard(1).map(({ event }) => event)).toEqual([
      'pusher_internal:subscription_succeeded',
      'pusher_internal:subscription_count',
    ]);
    bed.subscribe(2, 'a');
    bed.unsubscribe(2, 'a');
    expect(counts(bed, 1)).toEqual([2, 1]);
    expect(counts(bed, 2)).toEqual([2]);
  });

  it('are not sent on presence channels and those of users, nor where the app does not want them', () => {
    const bed = createBed();
    bed.connect(1);
    bed.subscribe(1, 'presence-a', { user_id: 'u' });
    bed.signin(1, { id: 'u' });
    bed.subscribe(1, '#server-to-user-u');
    expect(counts(bed, 1)).toEqual([]);
    const other = createBed({ apps: [app({ subscriptionCounts: false })] });
    other.connect(1);
    other.subscribe(1, 'a');
    expect(counts(other, 1)).toEqual([]);
  });

  it('come every five seconds above a hundred subscriptions', () => {
    const bed = createBed();
    for (let id = 0; id < 110; id += 1) bed.connect(id);
    for (let id = 0; id < 100; id += 1) bed.subscribe(id, 'a');
    expect(counts(bed, 0)).toHaveLength(100);
    for (let id = 100; id < 105; id += 1) bed.subscribe(id, 'a');
    bed.pass(4_999);
    expect(counts(bed, 0)).toEqual([]);
    bed.pass(1);
    expect(counts(bed, 0)).toEqual([105]);
    bed.pass(60_000);
    expect(counts(bed, 0)).toEqual([]);
  });
});
