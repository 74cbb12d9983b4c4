import { app, createBed } from '../support/bed.js';

const pair = (channel: string, options = {}) => {
  const bed = createBed({ apps: [app({ subscriptionCounts: false, ...options })] });
  for (const id of [1, 2]) {
    bed.connect(id);
    bed.subscribe(id, channel, channel.startsWith('presence-') ? { user_id: `u${id}` } : undefined);
  }
  bed.heard(1);
  bed.heard(2);
  return bed;
};

describe('a client event', () => {
  it.each([[{ x: 1 }], ['text'], [[1, 2]], [null], [0]])('goes to the others with its data %j as it came', (data) => {
    const bed = pair('private-a');
    bed.say(1, { event: 'client-x', channel: 'private-a', data });
    expect(bed.texts(2).map((text) => JSON.parse(text) as unknown)).toEqual([
      { event: 'client-x', channel: 'private-a', data },
    ]);
    expect(bed.heard(1)).toEqual([]);
  });

  it('may have no data', () => {
    const bed = pair('private-a');
    bed.say(1, { event: 'client-x', channel: 'private-a' });
    expect(bed.texts(2)).toEqual(['{"event":"client-x","channel":"private-a"}']);
  });

  it('names its user on a presence channel, whatever the client says', () => {
    const bed = pair('presence-a');
    bed.say(1, { event: 'client-x', channel: 'presence-a', data: 1, user_id: 'forged' });
    expect(bed.heard(2)).toEqual([{ event: 'client-x', channel: 'presence-a', data: 1, user_id: 'u1' }]);
  });

  it.each([
    ['public channels', 'a', {}, 'client-x', 1],
    ['cache channels', 'cache-a', {}, 'client-x', 1],
    ['encrypted channels', 'private-encrypted-a', {}, 'client-x', 1],
    ['apps that do not want them', 'private-a', { clientMessages: false }, 'client-x', 1],
    ['names above 200 characters', 'private-a', {}, `client-${'x'.repeat(194)}`, 1],
    ['data above 10 kB', 'private-a', {}, 'client-x', 'x'.repeat(10_241)],
  ])('is refused for %s, with an error that has no code', (_, channel, options, event, data) => {
    const bed = pair(channel, options);
    bed.say(1, { event, channel, data });
    expect(bed.heard(2)).toEqual([]);
    expect(bed.heard(1)).toMatchObject([{ event: 'pusher:error', data: { code: null } }]);
  });

  it('is refused on a channel that the sender has not joined, and without a channel', () => {
    const bed = pair('private-a');
    bed.connect(3);
    bed.say(3, { event: 'client-x', channel: 'private-a', data: 1 });
    bed.say(3, { event: 'client-x', data: 1 });
    expect(bed.heard(3)).toMatchObject(Array(2).fill({ event: 'pusher:error', data: { code: null } }));
    expect(bed.heard(1)).toEqual([]);
  });

  it('says what Pusher says where the app does not want them', () => {
    const bed = pair('private-a', { clientMessages: false });
    bed.say(1, { event: 'client-x', channel: 'private-a', data: 1 });
    expect(bed.heard(1)[0]?.data).toEqual({
      code: null,
      message: 'To send client events, you must enable this feature in the Settings page of your dashboard.',
    });
  });

  it('is let through ten times in any second; more are dropped with 4301, and the connection stays', () => {
    const bed = pair('private-a');
    const burst = (n: number) => {
      for (let i = 0; i < n; i += 1) bed.say(1, { event: 'client-x', channel: 'private-a', data: i });
      return [bed.heard(2).length, bed.heard(1).map(({ data }) => (data as { code: number }).code)];
    };
    expect(burst(11)).toEqual([10, [4301]]);
    bed.pass(999);
    expect(burst(1)).toEqual([0, [4301]]);
    bed.pass(1);
    expect(burst(10)).toEqual([10, []]);
    bed.pass(500);
    expect(burst(1)).toEqual([0, [4301]]);
    bed.pass(500);
    expect(burst(1)).toEqual([1, []]);
    expect(bed.closed(1)).toBeUndefined();
  });

  it('is counted for each connection by itself', () => {
    const bed = pair('private-a');
    for (let i = 0; i < 10; i += 1)
      for (const id of [1, 2]) bed.say(id, { event: 'client-x', channel: 'private-a', data: i });
    expect([bed.heard(1).length, bed.heard(2).length]).toEqual([10, 10]);
  });
});
