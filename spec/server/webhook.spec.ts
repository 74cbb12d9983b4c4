import { sign } from '../../lib/protocol/signature.js';
import { readWebhook } from '../../lib/server/webhook.js';

const token = { key: 'k', secret: 's' };
const next = { key: 'k2', secret: 's2' };
const body = JSON.stringify({ time_ms: 1_327_078_148_132, events: [{ name: 'channel_occupied', channel: 'chät' }] });
const headersFor = (text: string, { key, secret } = token) => ({
  'x-pusher-key': key,
  'x-pusher-signature': sign(secret, text),
  'content-type': 'application/json',
});
const headers = headersFor(body);
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
    const upper = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]));
    for (const form of [headers, new Headers(headers), upper])
      for (const bytes of [body, new TextEncoder().encode(body)])
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

  it.each(['not JSON', {}, { time_ms: 1, events: [7] }, { time_ms: 1, events: [{ name: 'channel_occupied' }] }])(
    'is refused with the body %j',
    (value) => expect(signed(value)).toMatchObject({ left: { _tag: 'WebhookError', fault: 'body' } }),
  );

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
});
