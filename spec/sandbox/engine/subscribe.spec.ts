import { app, auth, createBed } from '../support/bed.js';

const KINDS = [
  'a',
  'cache-a',
  'private-a',
  'private-cache-a',
  'private-encrypted-a',
  'private-encrypted-cache-a',
  'presence-a',
  'presence-cache-a',
];
const quiet = { apps: [app({ subscriptionCounts: false })] };

describe('subscribing', () => {
  it.each(KINDS)('to %s succeeds with the right signature', (channel) => {
    const bed = createBed(quiet);
    bed.connect(1);
    bed.subscribe(1, channel, channel.startsWith('presence-') ? { user_id: 'u', user_info: { x: 1 } } : undefined);
    const [first, ...rest] = bed.heard(1);
    expect(first).toMatchObject({ event: 'pusher_internal:subscription_succeeded', channel });
    expect(rest).toEqual(channel.includes('cache') ? [{ event: 'pusher:cache_miss', channel }] : []);
    expect(bed.engine.snapshot().channels).toMatchObject([{ name: channel }]);
  });

  it('puts an empty object, in a string, into the success of all but presence', () => {
    const bed = createBed(quiet);
    bed.connect(1);
    bed.subscribe(1, 'a');
    expect(bed.texts(1)).toEqual(['{"event":"pusher_internal:subscription_succeeded","channel":"a","data":"{}"}']);
  });

  it('takes data that is JSON in a string, too', () => {
    const bed = createBed(quiet);
    bed.connect(1);
    bed.say(1, { event: 'pusher:subscribe', data: '{"channel":"a"}' });
    expect(bed.heard(1)).toMatchObject([{ event: 'pusher_internal:subscription_succeeded' }]);
  });

  it.each([
    ['no auth', () => undefined],
    ['an empty auth', () => ''],
    ['an auth that is null', () => null],
    ['the wrong secret', (socket: string, channel: string) => auth(socket, channel, undefined, 'other')],
    ['the signature of another socket', (_: string, channel: string) => auth('9.9', channel)],
    ['the signature of another channel', (socket: string) => auth(socket, 'private-b')],
    ['the key of another app', (socket: string, channel: string) => auth(socket, channel).replace('app-key', 'other')],
    ['a signature that is cut', (socket: string, channel: string) => auth(socket, channel).slice(0, -1)],
    ['a signature without the key', (socket: string, channel: string) => auth(socket, channel).slice(8)],
  ])('with %s is rejected with 4009, without a channel, and the connection stays open', (_, authOf) => {
    for (const channel of KINDS.filter((name) => name.startsWith('p'))) {
      const bed = createBed(quiet);
      const socketId = bed.connect(1);
      const channel_data = channel.startsWith('presence-') ? '{"user_id":"u"}' : undefined;
      bed.say(1, { event: 'pusher:subscribe', data: { channel, auth: authOf(socketId, channel), channel_data } });
      const [frame, ...rest] = bed.texts(1);
      expect(rest).toEqual([]);
      expect(JSON.parse(frame!)).toEqual({
        event: 'pusher:error',
        data: { code: 4009, message: expect.stringContaining('Connection is unauthorized') as string },
      });
      expect(bed.closed(1)).toBeUndefined();
      expect(bed.engine.snapshot().channels).toEqual([]);
    }
  });

  it('to a presence channel with other channel_data than was signed is rejected', () => {
    const bed = createBed(quiet);
    const socketId = bed.connect(1);
    const signed = auth(socketId, 'presence-a', '{"user_id":"u"}');
    bed.say(1, {
      event: 'pusher:subscribe',
      data: { channel: 'presence-a', auth: signed, channel_data: '{"user_id": "u"}' },
    });
    expect(bed.heard(1)).toMatchObject([{ event: 'pusher:error', data: { code: 4009 } }]);
  });

  it.each([
    ['has no user_id', '{"user_info":{}}', 4009],
    ['is not JSON', '{', 4009],
    ['is not an object', '"u"', 4009],
    ['has an empty user_id', '{"user_id":""}', 4009],
    ['nests too deep', `{"user_id":"u","user_info":${'['.repeat(500)}${']'.repeat(500)}}`, 4009],
    ['has a user_id of 129 characters', `{"user_id":"${'u'.repeat(129)}"}`, null],
    ['has a user_info above 1 kB', `{"user_id":"u","user_info":"${'x'.repeat(1_024)}"}`, null],
  ])('to a presence channel is rejected if channel_data %s', (_, channel_data, code) => {
    const bed = createBed(quiet);
    const socketId = bed.connect(1);
    const data = { channel: 'presence-a', auth: auth(socketId, 'presence-a', channel_data), channel_data };
    bed.say(1, { event: 'pusher:subscribe', data });
    expect(bed.heard(1)).toMatchObject([{ event: 'pusher:error', data: { code } }]);
  });

  it.each(['', 'a b', 'a/b', '#other', 'ä', `a${'b'.repeat(164)}`, 'a\n'])(
    'to the impossible name %j is an error without a code',
    (channel) => {
      const bed = createBed(quiet);
      bed.connect(1);
      bed.say(1, { event: 'pusher:subscribe', data: { channel } });
      expect(bed.heard(1)).toMatchObject([{ event: 'pusher:error', data: { code: null } }]);
      expect(bed.engine.snapshot().channels).toEqual([]);
    },
  );

  it('twice is an error, and the first subscription stays one', () => {
    const bed = createBed(quiet);
    bed.connect(1);
    bed.subscribe(1, 'a');
    bed.heard(1);
    bed.subscribe(1, 'a');
    expect(bed.heard(1)).toMatchObject([
      { event: 'pusher:error', data: { code: null, message: 'Existing subscription to channel "a"' } },
    ]);
    bed.handle({ type: 'publish', channel: 'a', event: 'e', data: '1' });
    expect(bed.heard(1)).toHaveLength(1);
  });

  it('to the channel of a user is only for that user, signed in', () => {
    const bed = createBed(quiet);
    bed.connect(1);
    bed.subscribe(1, '#server-to-user-a');
    expect(bed.heard(1)).toMatchObject([{ event: 'pusher:error', data: { code: 4009 } }]);
    bed.signin(1, { id: 'a' });
    bed.heard(1);
    bed.subscribe(1, '#server-to-user-b');
    bed.subscribe(1, '#server-to-user-a');
    expect(bed.heard(1)).toMatchObject([
      { event: 'pusher:error', data: { code: 4009 } },
      { event: 'pusher_internal:subscription_succeeded', channel: '#server-to-user-a' },
    ]);
  });
});

describe('unsubscribing', () => {
  it('is not answered, and ends the events', () => {
    const bed = createBed(quiet);
    bed.connect(1);
    bed.subscribe(1, 'a');
    bed.heard(1);
    bed.unsubscribe(1, 'a');
    bed.unsubscribe(1, 'a');
    bed.unsubscribe(1, 'never');
    bed.handle({ type: 'publish', channel: 'a', event: 'e', data: '1' });
    expect(bed.heard(1)).toEqual([]);
    expect(bed.engine.snapshot().channels).toEqual([]);
    bed.subscribe(1, 'a');
    expect(bed.heard(1)).toHaveLength(1);
  });
});
