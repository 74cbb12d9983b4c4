import { app, createBed } from '../support/bed.js';

const settings = app({ activityTimeout: 120_000, pongTimeout: 30_000 });
const PING = [{ event: 'pusher:ping', data: {} }];

describe('keep-alive', () => {
  it('answers a ping, with or without data', () => {
    const bed = createBed();
    bed.connect(1);
    bed.say(1, { event: 'pusher:ping', data: {} });
    bed.say(1, { event: 'pusher:ping' });
    expect(bed.texts(1)).toEqual(Array(2).fill('{"event":"pusher:pong","data":"{}"}'));
  });

  it('pings who is silent for a quarter more than the activity timeout, and closes 4201 without an answer', () => {
    const bed = createBed({ apps: [settings] });
    bed.connect(1);
    bed.pass(149_999);
    expect(bed.heard(1)).toEqual([]);
    bed.pass(1);
    expect(bed.heard(1)).toEqual(PING);
    bed.pass(29_999);
    expect(bed.closed(1)).toBeUndefined();
    bed.pass(1);
    expect(bed.closed(1)).toEqual([4201, 'Pong reply not received']);
    expect(bed.engine.snapshot().connections).toEqual([]);
  });

  it.each([
    ['a pong', { event: 'pusher:pong', data: {} }],
    ['any frame', { event: 'pusher:ping' }],
    ['even nonsense', 'what?'],
  ])('takes %s for an answer, and waits anew', (_, frame) => {
    const bed = createBed({ apps: [settings] });
    bed.connect(1);
    bed.pass(150_000);
    bed.pass(29_000);
    bed.say(1, frame);
    bed.heard(1);
    bed.pass(149_999);
    expect(bed.heard(1)).toEqual([]);
    bed.pass(1);
    expect(bed.heard(1)).toEqual(PING);
    expect(bed.closed(1)).toBeUndefined();
  });

  it('takes an answer that comes in the same instant', () => {
    const bed = createBed({ apps: [settings] });
    bed.connect(1);
    bed.pass(150_000);
    bed.say(1, { event: 'pusher:pong' });
    bed.pass(30_000);
    expect(bed.closed(1)).toBeUndefined();
  });

  it('never pings who speaks in time', () => {
    const bed = createBed({ apps: [settings] });
    bed.connect(1);
    for (let i = 0; i < 10; i += 1) {
      bed.pass(120_000);
      bed.say(1, { event: 'pusher:ping' });
      expect(bed.heard(1)).toEqual([{ event: 'pusher:pong', data: {} }]);
    }
  });

  it('does not ping clients that know no pings; after a day of silence it closes 4202', () => {
    const bed = createBed({ apps: [settings] });
    bed.handle({ type: 'opened', connection: 1, url: '/app/app-key?protocol=4' });
    bed.heard(1);
    bed.pass(86_399_999);
    expect([bed.heard(1), bed.closed(1)]).toEqual([[], undefined]);
    bed.pass(1);
    expect(bed.closed(1)).toEqual([4202, 'Closed after inactivity']);
  });

  it('survives a clock that is set back, and asks for its tick again', () => {
    const bed = createBed({ apps: [settings] });
    bed.connect(1);
    const effects = bed.engine.handle({ type: 'tick', at: bed.now() - 3_600_000 });
    expect(effects).toEqual([{ type: 'wake', at: bed.now() + 150_000 }]);
  });

  it('has nothing left to wait for when the last connection is gone', () => {
    const bed = createBed();
    bed.connect(1);
    bed.gone(1);
    expect(bed.handle({ type: 'tick' })).toEqual([]);
  });
});

describe('an app for authorized connections only', () => {
  const options = { apps: [app({ authorizationTimeout: 5_000 })] };

  it('closes with 4009 who shows no signature in time', () => {
    const bed = createBed(options);
    bed.connect(1);
    bed.subscribe(1, 'public');
    bed.pass(5_000);
    expect(bed.closed(1)?.[0]).toBe(4009);
  });

  it('keeps who signs in, or joins a channel that takes a signature', () => {
    const bed = createBed(options);
    for (const id of [1, 2, 3, 4]) bed.connect(id);
    bed.signin(1, { id: 'a' });
    bed.subscribe(2, 'private-a');
    bed.subscribe(3, 'presence-a', { user_id: 'c' });
    bed.subscribe(4, 'private-encrypted-a');
    bed.pass(60_000);
    expect([1, 2, 3, 4].map(bed.closed)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
