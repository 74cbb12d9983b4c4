import { app, createBed } from '../support/bed.js';

const quiet = { apps: [app({ subscriptionCounts: false })] };
const succeeded = (channel: string) => ({ event: 'pusher_internal:subscription_succeeded', channel, data: {} });

describe('a cache channel', () => {
  it.each(['cache-a', 'private-cache-a', 'private-encrypted-cache-a'])(
    'gives the last event of %s right after the success, as an ordinary one',
    (channel) => {
      const bed = createBed(quiet);
      bed.handle({ type: 'publish', channel, event: 'tick', data: '1' });
      bed.handle({ type: 'publish', channel, event: 'tock', data: '{"n":2}' });
      bed.connect(1);
      bed.subscribe(1, channel);
      expect(bed.heard(1)).toEqual([succeeded(channel), { event: 'tock', channel, data: { n: 2 } }]);
    },
  );

  it('says that it is empty, without data', () => {
    const bed = createBed(quiet);
    bed.connect(1);
    bed.subscribe(1, 'cache-a');
    expect(bed.texts(1)[1]).toBe('{"event":"pusher:cache_miss","channel":"cache-a"}');
  });

  it('forgets after its time, which a new event starts again', () => {
    const bed = createBed({ apps: [app({ subscriptionCounts: false, cacheTimeout: 1_000 })] });
    const ask = (id: number) => {
      bed.connect(id);
      bed.subscribe(id, 'cache-a');
      return bed.heard(id)[1]?.event;
    };
    bed.handle({ type: 'publish', channel: 'cache-a', event: 'e', data: '1' });
    bed.pass(600);
    bed.handle({ type: 'publish', channel: 'cache-b', event: 'e', data: '1' });
    bed.handle({ type: 'publish', channel: 'cache-a', event: 'e', data: '2' });
    bed.pass(999);
    expect(ask(1)).toBe('e');
    bed.pass(1);
    expect(ask(2)).toBe('pusher:cache_miss');
  });

  it('does not keep client events', () => {
    const bed = createBed(quiet);
    [1, 2].forEach((id) => bed.connect(id));
    bed.subscribe(1, 'private-cache-a');
    bed.say(1, { event: 'client-x', channel: 'private-cache-a', data: 1 });
    bed.subscribe(2, 'private-cache-a');
    expect(bed.heard(2)[1]?.event).toBe('pusher:cache_miss');
  });

  it('is the only kind that keeps anything', () => {
    const bed = createBed(quiet);
    bed.handle({ type: 'publish', channel: 'a', event: 'e', data: '1' });
    bed.connect(1);
    bed.subscribe(1, 'a');
    expect(bed.heard(1)).toEqual([succeeded('a')]);
  });
});
