import { createBed } from '../support/bed.js';

describe('a frame that is none', () => {
  it.each([
    ['text that is not JSON', 'garbage'],
    ['nothing', ''],
    ['JSON that is cut', '{"event":"pusher:ping"'],
    ['a number', '1'],
    ['null', 'null'],
    ['a list', '[]'],
    ['no event', '{}'],
    ['an event that is no text', '{"event":1}'],
    ['an event with a method called toString', '{"event":{"toString":1,"valueOf":1}}'],
    ['a channel that is no text', '{"event":"client-x","channel":{"toString":1}}'],
    ['an event nobody knows', '{"event":"pusher:wish"}'],
    ['a frame of the server', '{"event":"pusher:connection_established","data":"{}"}'],
    ['an event of the application', '{"event":"tick","channel":"a"}'],
    ['an event called __proto__', '{"event":"__proto__"}'],
    ['an event called constructor', '{"event":"constructor"}'],
    ['a subscription without data', '{"event":"pusher:subscribe"}'],
    ['a subscription to no text', '{"event":"pusher:subscribe","data":{"channel":{"toString":1}}}'],
    ['nesting without end', `{"event":"client-x","channel":"a","data":${'['.repeat(30_000)}`],
    ['nesting that ends', `{"event":"client-x","channel":"a","data":${'['.repeat(999)}${']'.repeat(999)}}`],
    [
      'nesting inside of a text',
      JSON.stringify({ event: 'pusher:subscribe', data: `{"channel":${'['.repeat(20_000)}` }),
    ],
  ])('is answered by one error without a code: %s', (_, text) => {
    const bed = createBed();
    bed.connect(1);
    bed.say(1, text);
    expect(bed.heard(1)).toMatchObject([{ event: 'pusher:error', data: { code: null } }]);
    expect(bed.closed(1)).toBeUndefined();
  });

  it('is refused for its nesting where it would be passed on', () => {
    const bed = createBed();
    for (const id of [1, 2]) {
      bed.connect(id);
      bed.subscribe(id, 'private-a');
      bed.heard(id);
    }
    const nested = (depth: number) =>
      `{"event":"client-x","channel":"private-a","data":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    bed.heard(1);
    bed.say(1, nested(150));
    bed.say(1, nested(4_000));
    bed.say(1, nested(32_000));
    expect(bed.heard(2)).toHaveLength(1);
    expect(bed.heard(1)).toMatchObject(Array(2).fill({ event: 'pusher:error', data: { code: null } }));
  });

  it('does not mistake brackets in a text for nesting', () => {
    const bed = createBed();
    for (const id of [1, 2]) {
      bed.connect(id);
      bed.subscribe(id, 'private-a');
      bed.heard(id);
    }
    bed.heard(1);
    bed.say(1, { event: 'client-x', channel: 'private-a', data: `\\"${'['.repeat(1_000)}` });
    expect(bed.heard(2)).toHaveLength(1);
  });

  it('is a reason to close with 1009 above 64 kB', () => {
    const bed = createBed();
    bed.connect(1);
    bed.say(1, 'x'.repeat(65_536));
    expect(bed.closed(1)).toBeUndefined();
    bed.say(1, 'ä'.repeat(32_769));
    expect(bed.closed(1)?.[0]).toBe(1009);
  });

  it('quotes what it repeats of a stranger', () => {
    const bed = createBed();
    bed.connect(1);
    bed.say(1, { event: `x\n\u0000${'y'.repeat(500)}` });
    const { message } = bed.heard(1)[0]?.data as { message: string };
    expect(message).toMatch(/^Clients cannot send the event "x\\n\\u0000y+…"$/);
  });

  it('after the close of its connection is not heard', () => {
    const bed = createBed();
    bed.connect(1);
    bed.handle({ type: 'disconnect', connection: 1, code: 4200, reason: 'again, please' });
    expect(bed.closed(1)).toEqual([4200, 'again, please']);
    bed.say(1, { event: 'pusher:ping' });
    expect(bed.heard(1)).toEqual([]);
  });
});
