import type { Bed } from '../support/bed.js';
import { app, createBed } from '../support/bed.js';

const event = (over: object = {}) => ({ name: 'e', data: '{"n":1}', channels: ['a'], ...over });
const listening = (...names: string[]): Bed => {
  const bed = createBed();
  names.forEach((name, i) => {
    bed.connect(i);
    bed.subscribe(i, name, name.startsWith('presence-') ? { user_id: `u${i}` } : undefined);
    bed.heard(i);
  });
  names.forEach((_, i) => bed.heard(i));
  return bed;
};

describe('a request to the HTTP API', () => {
  type Row = [status: number, title: string, over: Parameters<Bed['api']>[2], path?: string];
  const now = 1_700_000_000;
  it.each<Row>([
    [200, 'signed as it should be', {}],
    [200, 'ten minutes old', { over: { auth_timestamp: String(now - 600) } }],
    [200, 'ten minutes early', { over: { auth_timestamp: String(now + 600) } }],
    [401, 'older than ten minutes', { over: { auth_timestamp: String(now - 601) } }],
    [401, 'more than ten minutes early', { over: { auth_timestamp: String(now + 601) } }],
    [401, 'without a time', { over: { auth_timestamp: undefined } }],
    [401, 'with a time that is none', { over: { auth_timestamp: '0x6553f100' } }],
    [401, 'with another key', { over: { auth_key: 'other' } }],
    [401, 'without a key', { over: { auth_key: undefined } }],
    [401, 'signed with another secret', { secret: 'other' }],
    [401, 'of another version', { over: { auth_version: '2.0' } }],
    [
      401,
      'with the MD5 of no body',
      { over: { body_md5: 'd41d8cd98f00b204e9800998ecf8427f' }, body: event() },
      '/events',
    ],
    [401, 'with the MD5 of another body', { over: { body_md5: '0'.repeat(32) }, body: event() }, '/events'],
    [401, 'without the MD5 of its body', { over: { body_md5: undefined }, body: event() }, '/events'],
    [404, 'to an unknown app', {}, '/apps/other/channels'],
    [404, 'to an unknown path', {}, '/channel'],
    [404, 'to a path with an end of its own', {}, '/channels/a/members'],
    [404, 'by the wrong method', { body: {} }, '/channels/a/users/x'],
  ])('is answered %i when it is %s', (status, _, request, path = '/channels') => {
    const bed = createBed();
    expect(bed.api(path === '/events' ? 'POST' : 'GET', path, request).status).toBe(status);
  });

  it('is answered 401 without a signature, and does nothing', () => {
    const bed = listening('a');
    const body = JSON.stringify(event());
    expect(bed.request('POST', `/apps/app-id/events?auth_key=app-key`, body).status).toBe(401);
    expect(bed.heard(0)).toEqual([]);
  });

  it('is answered 403 by a disabled app, if it is signed', () => {
    const bed = createBed({ apps: [app({ enabled: false })] });
    expect(bed.api('GET', '/channels').status).toBe(403);
    expect(bed.api('GET', '/channels', { secret: 'other' }).status).toBe(401);
  });

  it('signs its query in lower case, by key, and unescaped', () => {
    const bed = listening('presence-a');
    const query = { info: 'user_count', filter_by_prefix: 'presence-' };
    expect(bed.api('GET', '/channels', { query })).toEqual({
      status: 200,
      body: { channels: { 'presence-a': { user_count: 1 } } },
    });
  });

  it('is taken with a body of bytes', () => {
    const bed = createBed();
    const url =
      '/apps/3/events?auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0&body_md5=ec365a775a4cd0599faeb73354201b6f&auth_signature=da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c';
    const body = '{"name":"foo","channels":["project-3"],"data":"{\\"some\\":\\"data\\"}"}';
    const ancient = createBed({
      apps: [app({ id: '3', key: '278d425bdf160c739803', secret: '7ad3773142a6692b25b8' })],
    });
    const [effect] = ancient.engine.handle({
      type: 'request',
      request: 1,
      method: 'POST',
      url,
      body: new TextEncoder().encode(body),
      at: 1_353_088_179_000,
    });
    expect(effect).toMatchObject({ status: 200, body: '{}' });
    expect(bed.request('POST', url, body).status).toBe(404);
  });
});

describe('POST /events', () => {
  it('passes the event on to every channel, its data as it came', () => {
    const bed = listening('a', 'b', 'c');
    expect(bed.api('POST', '/events', { body: event({ channels: ['a', 'b'] }) })).toEqual({ status: 200, body: {} });
    expect(bed.texts(0)).toEqual(['{"event":"e","channel":"a","data":"{\\"n\\":1}"}']);
    expect(bed.heard(1)).toEqual([{ event: 'e', channel: 'b', data: { n: 1 } }]);
    expect(bed.heard(2)).toEqual([]);
  });

  it('takes a single channel, and one that is named twice once', () => {
    const bed = listening('a');
    bed.api('POST', '/events', { body: { name: 'e', data: '', channel: 'a' } });
    bed.api('POST', '/events', { body: event({ channels: ['a', 'a'] }) });
    expect(bed.heard(0)).toHaveLength(2);
  });

  it('leaves out the connection of its socket_id', () => {
    const bed = createBed();
    const socket_id = bed.connect(1);
    bed.connect(2);
    [1, 2].forEach((id) => {
      bed.subscribe(id, 'a');
    });
    [1, 2].forEach(bed.heard);
    bed.api('POST', '/events', { body: event({ socket_id }) });
    expect([bed.heard(1).length, bed.heard(2).length]).toEqual([0, 1]);
  });

  it('leaves what is encrypted untouched', () => {
    const bed = listening('private-encrypted-a');
    const data = '{"nonce":"AA==","ciphertext":"BB=="}';
    bed.api('POST', '/events', { body: event({ channels: ['private-encrypted-a'], data }) });
    expect(JSON.parse(bed.texts(0)[0]!)).toMatchObject({ data });
  });

  it('tells the counts it is asked for, of the channels that have them', () => {
    const bed = listening('presence-a', 'a');
    const body = event({ channels: ['presence-a', 'a', 'empty'], info: 'user_count,subscription_count' });
    expect(bed.api('POST', '/events', { body }).body).toEqual({
      channels: {
        'presence-a': { user_count: 1, subscription_count: 1 },
        a: { subscription_count: 1 },
        empty: { subscription_count: 0 },
      },
    });
  });

  it.each([
    [400, 'no name', { name: undefined }],
    [400, 'an empty name', { name: '' }],
    [400, 'a name of 201 characters', { name: 'x'.repeat(201) }],
    [400, 'a name of the protocol', { name: 'pusher_internal:member_added' }],
    [400, 'no data', { data: undefined }],
    [400, 'data that is no text', { data: { n: 1 } }],
    [400, 'no channels', { channels: [] }],
    [400, 'more than 100 channels', { channels: Array.from({ length: 101 }, (_, i) => `c${i}`) }],
    [400, 'an impossible channel', { channels: ['a b'] }],
    [400, 'a channel of 165 characters', { channels: ['x'.repeat(165)] }],
    [400, 'an encrypted channel among others', { channels: ['private-encrypted-a', 'a'] }],
    [400, 'a socket_id that is none', { socket_id: '1' }],
    [400, 'an attribute nobody knows', { info: 'weather' }],
    [413, 'data above 10 kB', { data: 'x'.repeat(10_241) }],
    [413, 'data above 10 kB in UTF-8', { data: 'ä'.repeat(5_121) }],
    [200, 'data of 10 kB', { data: 'x'.repeat(10_240) }],
    [200, '100 channels', { channels: Array.from({ length: 100 }, (_, i) => `c${i}`) }],
  ])('is answered %i for %s', (status, _, over) => {
    const bed = createBed();
    expect(bed.api('POST', '/events', { body: event(over) }).status).toBe(status);
  });

  it.each(['', '{', '[]', 'null', '"x"', '['.repeat(9_999)])('is answered 400 for the body %.20j', (body) => {
    const bed = createBed();
    const { status } = bed.api('POST', '/events', { body });
    expect(status).toBe(400);
  });
});

describe('POST /batch_events', () => {
  const item = (over: object = {}) => ({ name: 'e', data: '1', channel: 'a', ...over });

  it('passes the events on in order', () => {
    const bed = listening('a', 'b');
    const batch = [item(), item({ channel: 'b' }), item({ data: '2' })];
    expect(bed.api('POST', '/batch_events', { body: { batch } })).toEqual({ status: 200, body: {} });
    expect(bed.heard(0).map(({ data }) => data)).toEqual([1, 2]);
    expect(bed.heard(1)).toHaveLength(1);
  });

  it('tells what each asked for, in their order', () => {
    const bed = listening('presence-a');
    const batch = [item(), item({ channel: 'presence-a', info: 'user_count' })];
    expect(bed.api('POST', '/batch_events', { body: { batch } }).body).toEqual({ batch: [{}, { user_count: 1 }] });
  });

  it.each([
    [400, 'more than ten', Array(11).fill(item())],
    [400, 'one that is wrong', [item(), item({ channel: 'a b' })]],
    [413, 'one that is too large', [item(), item({ data: 'x'.repeat(10_241) })]],
    [400, 'what is no list', 'x'],
  ])('is answered %i for %s, and nothing is sent', (status, _, batch) => {
    const bed = listening('a');
    expect(bed.api('POST', '/batch_events', { body: { batch } }).status).toBe(status);
    expect(bed.heard(0)).toEqual([]);
  });
});

describe('GET /channels', () => {
  it('lists what is occupied, by prefix if asked, and no channels of users', () => {
    const bed = listening('a', 'presence-a', 'presence-b');
    bed.signin(0, { id: 'u' });
    bed.subscribe(0, '#server-to-user-u');
    expect(bed.api('GET', '/channels').body).toEqual({ channels: { a: {}, 'presence-a': {}, 'presence-b': {} } });
    const query = { filter_by_prefix: 'presence-', info: 'user_count,subscription_count' };
    expect(bed.api('GET', '/channels', { query }).body).toEqual({
      channels: {
        'presence-a': { user_count: 1, subscription_count: 1 },
        'presence-b': { user_count: 1, subscription_count: 1 },
      },
    });
    bed.gone(1);
    expect(bed.api('GET', '/channels').body).toEqual({ channels: { a: {}, 'presence-b': {} } });
  });

  it.each([
    ['user_count without a prefix of presence', { info: 'user_count' }],
    ['user_count of private channels', { info: 'user_count', filter_by_prefix: 'private-' }],
    ['an attribute nobody knows', { info: 'weather' }],
  ])('is answered 400 for %s', (_, query: Record<string, string>) => {
    expect(createBed().api('GET', '/channels', { query }).status).toBe(400);
  });
});

describe('GET /channels/{name}', () => {
  it('tells whether it is occupied', () => {
    const bed = listening('a');
    expect(bed.api('GET', '/channels/a').body).toEqual({ occupied: true });
    expect(bed.api('GET', '/channels/b').body).toEqual({ occupied: false });
  });

  it('tells the users and subscriptions of a presence channel', () => {
    const bed = listening('presence-a');
    bed.connect(9);
    bed.subscribe(9, 'presence-a', { user_id: 'u0' });
    const query = { info: 'user_count,subscription_count' };
    expect(bed.api('GET', '/channels/presence-a', { query }).body).toEqual({
      occupied: true,
      user_count: 1,
      subscription_count: 2,
    });
  });

  it('tells what a cache channel holds and for how many seconds, or null', () => {
    const bed = createBed();
    const query = { info: 'cache' };
    expect(bed.api('GET', '/channels/cache-a', { query }).body).toEqual({ occupied: false, cache: null });
    bed.handle({ type: 'publish', channel: 'cache-a', event: 'e', data: '{"n":1}' });
    bed.pass(60_000);
    expect(bed.api('GET', '/channels/cache-a', { query }).body).toEqual({
      occupied: false,
      cache: { data: '{"n":1}', ttl: 1_740 },
    });
  });

  it.each([
    ['user_count of a public channel', 'a', 'user_count'],
    ['the cache of a channel without', 'a', 'cache'],
    ['a name that is none', 'a%20b', ''],
  ])('is answered 400 for %s', (_, name, info) => {
    expect(createBed().api('GET', `/channels/${name}`, { query: { info } }).status).toBe(400);
  });

  it('is answered 400 for counts the app does not have', () => {
    const bed = createBed({ apps: [app({ subscriptionCounts: false })] });
    expect(bed.api('GET', '/channels/a', { query: { info: 'subscription_count' } }).status).toBe(400);
  });
});

describe('GET /channels/{name}/users', () => {
  it('lists each user once, and is answered 400 for other channels', () => {
    const bed = listening('presence-a', 'presence-a');
    bed.connect(9);
    bed.subscribe(9, 'presence-a', { user_id: 'u0' });
    expect(bed.api('GET', '/channels/presence-a/users').body).toEqual({ users: [{ id: 'u0' }, { id: 'u1' }] });
    expect(bed.api('GET', '/channels/presence-b/users').body).toEqual({ users: [] });
    expect(bed.api('GET', '/channels/a/users').status).toBe(400);
  });
});
