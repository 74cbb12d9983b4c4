import { sign, userMessage } from '../../../lib/protocol/signature.js';
import type { Bed } from '../support/bed.js';
import { app, createBed, KEY, SECRET } from '../support/bed.js';

const watchlist = (bed: Bed, id: number) =>
  bed
    .heard(id)
    .filter(({ event }) => event === 'pusher_internal:watchlist_events')
    .map(({ data }) => (data as { events: unknown }).events);
const online = (...user_ids: string[]) => ({ name: 'online', user_ids });
const offline = (...user_ids: string[]) => ({ name: 'offline', user_ids });

describe('signing in', () => {
  it('succeeds with the user data as it was sent, a string in a string', () => {
    const bed = createBed();
    bed.connect(1);
    bed.signin(1, { id: 'u1', user_info: { name: 'U' } });
    expect(bed.texts(1)).toEqual([
      JSON.stringify({
        event: 'pusher:signin_success',
        data: JSON.stringify({ user_data: JSON.stringify({ id: 'u1', user_info: { name: 'U' } }) }),
      }),
    ]);
    expect(bed.engine.snapshot().connections).toMatchObject([{ userId: 'u1' }]);
  });

  const signed = (socketId: string, user_data: string, secret = SECRET) => ({
    auth: `${KEY}:${sign(secret, userMessage(socketId, user_data))}`,
    user_data,
  });
  it.each([
    ['the wrong secret', (s: string) => signed(s, '{"id":"u"}', 'other')],
    ['the signature of another socket', () => signed('9.9', '{"id":"u"}')],
    ['other data than was signed', (s: string) => ({ ...signed(s, '{"id":"u"}'), user_data: '{"id":"v"}' })],
    ['no signature', () => ({ user_data: '{"id":"u"}' })],
    ['no id', (s: string) => signed(s, '{}')],
    ['an empty id', (s: string) => signed(s, '{"id":""}')],
    ['an id of other characters', (s: string) => signed(s, '{"id":"a b"}')],
    ['text that is not JSON', (s: string) => signed(s, '{')],
    ['data that is a list', () => []],
  ])('with %s is an error 4009 and a close 4009', (_, dataOf) => {
    const bed = createBed();
    const socketId = bed.connect(1);
    bed.say(1, { event: 'pusher:signin', data: dataOf(socketId) });
    expect(bed.heard(1)).toMatchObject([{ event: 'pusher:error', data: { code: 4009 } }]);
    expect(bed.closed(1)?.[0]).toBe(4009);
  });

  it('keeps an id that is a long number to the last digit', () => {
    const bed = createBed();
    const socketId = bed.connect(1);
    bed.say(1, { event: 'pusher:signin', data: signed(socketId, '{"id":1234567890123456789}') });
    expect(bed.engine.snapshot().connections).toMatchObject([{ userId: '1234567890123456789' }]);
  });

  it('fails where the app does not want it', () => {
    const bed = createBed({ apps: [app({ userAuthentication: false })] });
    bed.connect(1);
    bed.signin(1, { id: 'u' });
    expect(bed.closed(1)?.[0]).toBe(4009);
  });

  it('again succeeds for the same user, and fails for another', () => {
    const bed = createBed();
    bed.connect(1);
    bed.signin(1, { id: 'u' });
    bed.signin(1, { id: 'u' });
    expect(bed.heard(1).map(({ event }) => event)).toEqual(Array(2).fill('pusher:signin_success'));
    bed.signin(1, { id: 'v' });
    expect(bed.closed(1)?.[0]).toBe(4009);
  });

  it('reaches every connection of the user with what is published for it', () => {
    const bed = createBed();
    for (const id of [1, 2]) {
      bed.connect(id);
      bed.signin(id, { id: 'u' });
      bed.subscribe(id, '#server-to-user-u');
      bed.heard(id);
    }
    expect(
      bed.api('POST', '/events', { body: { name: 'e', data: '{}', channels: ['#server-to-user-u'] } }).status,
    ).toBe(200);
    const event = { event: 'e', channel: '#server-to-user-u', data: {} };
    expect([bed.heard(1), bed.heard(2)]).toEqual([[event], [event]]);
  });
});

describe('the watchlist', () => {
  it('tells who is there and who is not right after the success, and leaves out what is empty', () => {
    const bed = createBed();
    [1, 2, 3].forEach((id) => bed.connect(id));
    bed.signin(2, { id: 'b' });
    bed.signin(1, { id: 'a', watchlist: ['b', 'c', 'd'] });
    expect(bed.heard(1).map(({ event }) => event)).toEqual([
      'pusher:signin_success',
      'pusher_internal:watchlist_events',
    ]);
    bed.signin(3, { id: 'z', watchlist: ['b'] });
    expect(watchlist(bed, 3)).toEqual([[online('b')]]);
  });

  it('tells of the first connection of a user, and of the end of its last', () => {
    const bed = createBed();
    [1, 2, 3].forEach((id) => bed.connect(id));
    bed.signin(1, { id: 'a', watchlist: ['b'] });
    expect(watchlist(bed, 1)).toEqual([[offline('b')]]);
    bed.signin(2, { id: 'b' });
    bed.signin(3, { id: 'b' });
    expect(watchlist(bed, 1)).toEqual([[online('b')]]);
    bed.gone(2);
    expect(watchlist(bed, 1)).toEqual([]);
    bed.gone(3);
    expect(watchlist(bed, 1)).toEqual([[offline('b')]]);
    bed.connect(4);
    bed.signin(4, { id: 'b', watchlist: ['a', 'z'] });
    expect(watchlist(bed, 1)).toEqual([[online('b')]]);
    expect(watchlist(bed, 4)).toEqual([[online('a'), offline('z')]]);
  });

  it('takes the first hundred, and says 4302 after the success', () => {
    const bed = createBed();
    bed.connect(1);
    bed.connect(2);
    bed.signin(1, { id: 'a', watchlist: Array.from({ length: 101 }, (_, i) => `w${i}`) });
    const frames = bed.heard(1);
    expect(frames.map(({ event }) => event)).toEqual([
      'pusher:signin_success',
      'pusher_internal:watchlist_events',
      'pusher:error',
    ]);
    expect(frames[2]?.data).toMatchObject({ code: 4302 });
    expect((frames[1]?.data as { events: [{ user_ids: string[] }] }).events[0].user_ids).toHaveLength(100);
    bed.signin(2, { id: 'w100' });
    expect(watchlist(bed, 1)).toEqual([]);
    expect(bed.closed(1)).toBeUndefined();
  });
});

describe('terminating a user', () => {
  it('closes all its connections with 4009, and no others', () => {
    const bed = createBed();
    [1, 2, 3].forEach((id) => bed.connect(id));
    bed.signin(1, { id: 'u' });
    bed.signin(2, { id: 'u' });
    bed.signin(3, { id: 'v', watchlist: ['u'] });
    bed.heard(3);
    expect(bed.api('POST', '/users/u/terminate_connections', { body: {} })).toEqual({ status: 200, body: {} });
    expect([1, 2, 3].map((id) => bed.closed(id)?.[0])).toEqual([4009, 4009, undefined]);
    expect(watchlist(bed, 3)).toEqual([[offline('u')]]);
    expect(bed.api('POST', '/users/nobody/terminate_connections', { body: {} }).status).toBe(200);
  });
});
