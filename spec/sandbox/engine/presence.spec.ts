import { app, auth, createBed } from '../support/bed.js';

const P = 'presence-room';
const added = (user_id: string, user_info?: unknown) => ({
  event: 'pusher_internal:member_added',
  channel: P,
  data: { user_id, ...(user_info === undefined ? {} : { user_info }) },
});
const removed = (user_id: string) => ({ event: 'pusher_internal:member_removed', channel: P, data: { user_id } });
const succeeded = (ids: string[], hash: object) => ({
  event: 'pusher_internal:subscription_succeeded',
  channel: P,
  data: { presence: { count: ids.length, ids, hash } },
});

describe('a presence channel', () => {
  it('gives the list with oneself in it, and announces the newcomer to the others only', () => {
    const bed = createBed();
    [1, 2].forEach((id) => bed.connect(id));
    bed.subscribe(1, P, { user_id: 'b', user_info: { name: 'B' } });
    bed.subscribe(2, P, { user_id: 'a' });
    expect(bed.heard(1)).toEqual([succeeded(['b'], { b: { name: 'B' } }), added('a')]);
    expect(bed.heard(2)).toEqual([succeeded(['b', 'a'], { b: { name: 'B' }, a: null })]);
  });

  it('keeps apart users whose ids are long numbers', () => {
    const bed = createBed();
    const ids = ['1234567890123456788', '1234567890123456789'];
    for (const [i, id] of ids.entries()) {
      const socketId = bed.connect(i);
      const channel_data = `{"user_id":${id}}`;
      bed.say(i, {
        event: 'pusher:subscribe',
        data: { channel: P, auth: auth(socketId, P, channel_data), channel_data },
      });
    }
    expect(bed.heard(1)).toEqual([succeeded(ids, { [ids[0]!]: null, [ids[1]!]: null })]);
  });

  it('announces a user with two connections once, at its first and after its last', () => {
    const bed = createBed();
    [1, 2, 3].forEach((id) => bed.connect(id));
    bed.subscribe(1, P, { user_id: 'a' });
    bed.subscribe(2, P, { user_id: 'b' });
    bed.subscribe(3, P, { user_id: 'b' });
    expect(bed.heard(3)).toEqual([succeeded(['a', 'b'], { a: null, b: null })]);
    bed.unsubscribe(2, P);
    expect(bed.heard(1).slice(1)).toEqual([added('b')]);
    bed.gone(3);
    expect(bed.heard(1)).toEqual([removed('b')]);
  });

  it('announces a user who left and returns, and lists those who are there', () => {
    const bed = createBed();
    [1, 2, 3].forEach((id) => bed.connect(id));
    bed.subscribe(1, P, { user_id: 'a' });
    bed.subscribe(2, P, { user_id: 'b' });
    bed.unsubscribe(2, P);
    bed.subscribe(3, P, { user_id: 'c' });
    expect(bed.heard(3)).toEqual([succeeded(['a', 'c'], { a: null, c: null })]);
    bed.heard(1);
    bed.subscribe(2, P, { user_id: 'b' });
    expect(bed.heard(1)).toEqual([added('b')]);
  });

  it('keeps the order in which users came, numeric ids among them as strings', () => {
    const bed = createBed();
    [1, 2, 3].forEach((id) => bed.connect(id));
    bed.subscribe(1, P, { user_id: 10 });
    bed.subscribe(2, P, { user_id: 9 });
    bed.subscribe(3, P, { user_id: '10' });
    expect(bed.heard(3)).toEqual([succeeded(['10', '9'], { 9: null, 10: null })]);
  });

  it('has a user called __proto__ like any other', () => {
    const bed = createBed();
    bed.connect(1);
    bed.subscribe(1, P, { user_id: '__proto__', user_info: { polluted: true } });
    const { data } = JSON.parse(bed.texts(1)[0]!) as { data: string };
    expect(data).toBe('{"presence":{"count":1,"ids":["__proto__"],"hash":{"__proto__":{"polluted":true}}}}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('takes the user who is signed in where there is no channel_data', () => {
    const bed = createBed();
    const socketId = bed.connect(1);
    const data = { channel: P, auth: auth(socketId, P) };
    bed.say(1, { event: 'pusher:subscribe', data });
    expect(bed.heard(1)).toMatchObject([{ event: 'pusher:error', data: { code: 4009 } }]);
    bed.signin(1, { id: 'me', user_info: { x: 1 } });
    bed.heard(1);
    bed.say(1, { event: 'pusher:subscribe', data });
    expect(bed.heard(1)).toEqual([succeeded(['me'], { me: { x: 1 } })]);
  });

  it('takes a hundred members, and any number of connections of these', () => {
    const bed = createBed();
    for (let id = 0; id < 102; id += 1) bed.connect(id);
    for (let id = 0; id < 100; id += 1) bed.subscribe(id, P, { user_id: `u${id}` });
    bed.heard(100);
    bed.subscribe(100, P, { user_id: 'one-too-many' });
    bed.subscribe(101, P, { user_id: 'u7' });
    expect(bed.heard(100)).toMatchObject([{ event: 'pusher:error', data: { code: null } }]);
    expect(bed.heard(101)).toMatchObject([{ event: 'pusher_internal:subscription_succeeded' }]);
  });

  it('knows nothing of the members in another app', () => {
    const bed = createBed({ apps: [app(), app({ id: 'other', key: 'other' })] });
    bed.connect(1);
    bed.subscribe(1, P, { user_id: 'a' });
    bed.connect(2, 'other');
    expect(bed.engine.snapshot().channels.map(({ key }) => key)).toEqual(['app-key']);
  });
});
