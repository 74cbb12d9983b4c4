import { Readable } from 'node:stream';
import { createPusherServer } from '../../lib/server/index.js';
import { sign } from '../../lib/protocol/signature.js';
import { readWebhook as readAs } from '../../lib/server/webhook.js';

const token = { key: 'k', secret: 's' };
const next = { key: 'k2', secret: 's2' };
const body = JSON.stringify({ time_ms: 1_327_078_148_132, events: [{ name: 'channel_occupied', channel: 'chät' }] });
const headersFor = (text: string, { key, secret } = token) => ({
  'x-pusher-key': key,
  'x-pusher-signature': sign(secret, text),
  'content-type': 'application/json',
});
const headers = headersFor(body);
const readWebhook = ([own = token, ...others]: readonly (typeof token)[], request: unknown) =>
  readAs(own, others, request);
const signed = (value: unknown) => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return readWebhook([token], { headers: headersFor(text), body: text });
};
const fault = (request: Parameters<typeof readWebhook>[1], tokens = [token]) => {
  const webhook = readWebhook(tokens, request);
  return webhook._tag === 'Left' ? webhook.left.fault : 'none';
};

describe('a webhook', () => {
  const right = { time_ms: 1_327_078_148_132, events: [{ name: 'channel_occupied', channel: 'chät' }], unknown: [] };

  it('is read from text or raw bytes, with headers of any platform', () => {
    const pairs = Object.entries(headers);
    const upper = pairs.map(([name, value]) => [name.toUpperCase(), [value, 'x']] as const);
    const asked = { get: (name: string) => new Headers(headers).get(name) };
    const forms = [
      headers,
      new Headers(headers),
      Object.fromEntries(upper),
      new Map(upper),
      new Map(pairs),
      upper,
      asked,
    ];
    for (const form of forms)
      for (const bytes of [
        body,
        new TextEncoder().encode(body),
        Buffer.from(body),
        Buffer.from(`x${body}`).subarray(1),
      ])
        expect(readWebhook([token], { headers: form, body: bytes })).toMatchObject({ _tag: 'Right', right });
  });

  it.each(['application/json; charset=utf-8', 'Application/JSON', ' application/json ;charset="UTF-8"'])(
    'has the content type %s',
    (contentType) => expect(fault({ headers: { ...headers, 'content-type': contentType }, body })).toBe('none'),
  );

  it.each(['text/plain', 'application/jsonp', 'application/x-www-form-urlencoded'])(
    'does not have the content type %s',
    (contentType) => expect(fault({ headers: { ...headers, 'content-type': contentType }, body })).toBe('content-type'),
  );

  it.each(Object.keys(headers))('is refused, not thrown at, without %s', (name) => {
    expect(fault({ headers: { ...headers, [name]: undefined }, body })).toBe('header');
    expect(fault({ headers: {}, body })).toBe('header');
  });

  it('is refused where body, signature or key is not right', () => {
    expect(fault({ headers, body: body.replace('occupied', 'vacated!') })).toBe('signature');
    expect(fault({ headers: { ...headers, 'x-pusher-signature': '' }, body })).toBe('signature');
    expect(fault({ headers: headersFor(body, { key: 'k', secret: 'wrong' }), body })).toBe('signature');
    expect(fault({ headers: headersFor(body, next), body })).toBe('key');
  });

  it('may be signed by any of several tokens, even two of the same key', () => {
    const rotated = { key: 'k', secret: 'new' };
    expect(fault({ headers: headersFor(body, next), body }, [token, next])).toBe('none');
    expect(fault({ headers: headersFor(body, rotated), body }, [token, rotated])).toBe('none');
  });

  it.each([
    'not JSON',
    '',
    {},
    [],
    null,
    7,
    { time_ms: 1 },
    { events: [] },
    { time_ms: null, events: [] },
    { time_ms: 1, events: 'x' },
  ])('is refused with the body %j', (value) =>
    expect(signed(value)).toMatchObject({ left: { _tag: 'WebhookError', fault: 'body' } }),
  );

  it('may have a byte order mark in front, as text or as bytes', () => {
    const marked = `\ufeff${body}`;
    for (const form of [marked, new TextEncoder().encode(marked)])
      expect(readWebhook([token], { headers: headersFor(marked), body: form })).toMatchObject({ right });
  });

  it('may come from who writes lists and numbers in ways of their own', () => {
    const event = { name: 'cache_miss', channel: 'x' };
    for (const events of [[event], { 1: event }])
      expect(signed({ time_ms: '1327078148132', events })).toMatchObject({
        right: { time_ms: 1_327_078_148_132, events: [event] },
      });
    for (const events of [[], {}, null])
      expect(signed({ time_ms: 1, events })).toMatchObject({ right: { events: [] } });
  });

  it('has typed events of every kind; ids are strings', () => {
    const channel = 'presence-x';
    const events = [
      { name: 'channel_occupied', channel },
      { name: 'channel_vacated', channel },
      { name: 'cache_miss', channel },
      { name: 'member_added', channel, user_id: 7 },
      { name: 'member_removed', channel, user_id: 'u' },
      { name: 'client_event', channel, event: 'client-e', data: '{}', socket_id: '1.2', user_id: 'u' },
      { name: 'client_event', channel, event: 'client-e', data: '{}', socket_id: '1.2' },
      { name: 'subscription_count', channel, subscription_count: 3 },
    ];
    const webhook = signed({ time_ms: 1, events });
    expect(webhook).toMatchObject({
      right: { events: events.map((e) => ('user_id' in e ? { ...e, user_id: String(e.user_id) } : e)), unknown: [] },
    });
  });

  it('keeps events of a kind that is not known', () => {
    const strange = [{ name: 'moon_rose', channel: 'x' }, { name: 'toString' }, {}];
    expect(signed({ time_ms: 1, events: [...strange, { name: 'cache_miss', channel: 'x' }] })).toMatchObject({
      right: { events: [{ name: 'cache_miss' }], unknown: strange },
    });
  });

  it('loses no event to another that is not as it should be', () => {
    const channel = 'presence-x';
    const good = { name: 'member_added', channel, user_id: 'u' };
    const odd = [
      { name: 'member_added', channel, user_id: null },
      { name: 'member_removed', channel, user_id: '' },
      { name: 'channel_occupied' },
      { name: 'channel_occupied', channel: null },
      { name: 'subscription_count', channel, subscription_count: 'many' },
      { name: 'client_event', channel },
    ];
    expect(signed({ time_ms: 1, events: [null, 7, [], ...odd, good] })).toMatchObject({
      right: { events: [good], unknown: odd },
    });
  });

  it('leaves out what is null where it need not be there', () => {
    const event = { name: 'client_event', channel: 'private-x', event: 'client-e', data: '{}' };
    const webhook = signed({ time_ms: 1, events: [{ ...event, socket_id: null, user_id: null }] });
    expect(webhook).toEqual(expect.objectContaining({ right: { time_ms: 1, events: [event], unknown: [] } }));
    expect(
      signed({ time_ms: 1, events: [{ name: 'subscription_count', channel: 'x', subscription_count: '3' }] }),
    ).toMatchObject({
      right: { events: [{ subscription_count: 3 }] },
    });
  });

  it('tells two users apart whose ids are numbers too large for a number', () => {
    const text = '{"time_ms":1,"events":[1234567890123456789,1234567890123456788]}';
    const events = text.replace(/\d{19}/g, (id) => `{"name":"member_added","channel":"presence-x","user_id":${id}}`);
    expect(signed(events)).toMatchObject({
      right: { events: [{ user_id: '1234567890123456789' }, { user_id: '1234567890123456788' }] },
    });
  });
});

describe('what is passed in the place of a webhook', () => {
  const bytes = new TextEncoder().encode(body);
  const server = createPusherServer({ appId: '3', key: 'k', secret: 's', cluster: 'eu' });
  const passed = (request: unknown, tokens?: unknown) => server.webhook(request as never, tokens as never);
  const thrower = {
    get: () => {
      throw new Error('no');
    },
  };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();

  it.each<readonly [string, unknown, RegExp]>([
    ['nothing', undefined, /body: missing; pass the text/],
    ['null', null, /body: missing; pass the text/],
    ['parsed JSON', JSON.parse(body), /parsed already; pass the text/],
    ['a parsed list', [1], /a list; pass the text/],
    ['an ArrayBuffer', bytes.buffer, /ArrayBuffer; pass a Uint8Array/],
    ['a DataView', new DataView(bytes.buffer), /DataView; pass a Uint8Array/],
    ['other numbers', new Uint16Array(2), /Uint16Array; pass a Uint8Array/],
    ['a stream', new Response(body).body, /stream; read it first, as by await request.text\(\)/],
    ['a stream of Node', Readable.from([body]), /stream; read it first/],
    ['a number', 7, /7; pass the text/],
    ['a function', () => body, /a function; pass the text/],
    ['a promise of text', Promise.resolve(body), /parsed already; pass the text/],
    ['text as an object', Object(body), /pass the text/],
  ])('says what to pass as the body where it is %s', (_, given, reason) => {
    expect(passed({ headers, body: given })).toMatchObject({
      left: { fault: 'body', message: expect.stringMatching(reason) as string },
    });
  });

  it('says so where the request itself is passed', () => {
    const request = new Request('http://localhost/', { method: 'POST', headers, body });
    expect(passed(request)).toMatchObject({
      left: { message: expect.stringMatching(/await request\.text\(\)/) as string },
    });
    const incoming = Object.assign(Readable.from([body]), { headers });
    expect(passed(incoming)).toMatchObject({ left: { message: expect.stringMatching(/body: missing/) as string } });
  });

  it.each<readonly [string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', body],
    ['an empty object', {}],
    ['no headers', { body }],
    ['headers that are null', { headers: null, body }],
    ['headers that are a text', { headers: 'x-pusher-key: k', body }],
    ['headers that are a list of texts', { headers: ['x-pusher-key', 'k'], body }],
    [
      'headers of other values',
      { headers: { 'x-pusher-key': 7, 'x-pusher-signature': [[]], 'content-type': {} }, body },
    ],
    ['headers of empty lists', { headers: { 'x-pusher-key': [], 'x-pusher-signature': [], 'content-type': [] }, body }],
    ['headers that throw', { headers: thrower, body }],
    ['what cannot be looked at', revoked.proxy],
    ['headers that cannot be looked at', { headers: revoked.proxy, body }],
  ])('is a fault of the header: %s', (_, request) => {
    expect(passed(request)).toMatchObject({ _tag: 'Left', left: { _tag: 'WebhookError', fault: 'header' } });
  });

  it('says what to pass where the tokens are no list', () => {
    for (const tokens of [next, null, 'k', 7, new Set([next])])
      expect(passed({ headers, body }, tokens)).toMatchObject({
        left: { fault: 'key', message: expect.stringMatching(/pass \[\{ key, secret \}\]/) as string },
      });
  });

  it('trusts no token that is not one, and those beside it all the same', () => {
    const empty = sign('', body);
    const nobody = { ...headers, 'x-pusher-key': 'old', 'x-pusher-signature': empty };
    for (const wrong of [
      { key: 'old', secret: '' },
      { key: 'old' },
      { key: 'old', secret: undefined },
      null,
      undefined,
      'old',
      ['old', ''],
    ]) {
      expect(passed({ headers: nobody, body }, [wrong])).toMatchObject({ left: { fault: 'key' } });
      expect(passed({ headers, body }, [wrong])._tag).toBe('Right');
      expect(passed({ headers: headersFor(body, next), body }, [wrong, next])._tag).toBe('Right');
    }
  });
});
