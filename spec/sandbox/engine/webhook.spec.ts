import { sign } from '../../../lib/protocol/signature.js';
import { app, createBed, SECRET } from '../support/bed.js';

const URL_A = 'http://127.0.0.1:1/a';
const hooked = (webhooks: NonNullable<ReturnType<typeof app>['webhooks']> = [{ url: URL_A }]) =>
  createBed({ apps: [app({ webhooks, subscriptionCounts: false })] });

describe('webhooks', () => {
  it('are signed over their whole body, with the time and the key', () => {
    const bed = hooked();
    bed.connect(1);
    bed.subscribe(1, 'a');
    const [post, ...rest] = bed.posts();
    expect(rest).toEqual([]);
    expect(post).toMatchObject({
      url: URL_A,
      headers: {
        'content-type': 'application/json',
        'x-pusher-key': 'app-key',
        'x-pusher-signature': sign(SECRET, post!.body),
      },
    });
    expect(JSON.parse(post!.body)).toEqual({
      time_ms: bed.now(),
      events: [{ name: 'channel_occupied', channel: 'a' }],
    });
  });

  it('tell of channels, members and cache misses, those of one moment together', () => {
    const bed = hooked();
    [1, 2].forEach((id) => bed.connect(id));
    expect(bed.told()).toEqual([]);
    bed.subscribe(1, 'presence-cache-a', { user_id: 'u' });
    const channel = 'presence-cache-a';
    expect(bed.told()).toEqual([
      [
        { name: 'channel_occupied', channel },
        { name: 'member_added', channel, user_id: 'u' },
        { name: 'cache_miss', channel },
      ],
    ]);
    bed.subscribe(2, channel, { user_id: 'u' });
    expect(bed.told()).toEqual([[{ name: 'cache_miss', channel }]]);
    bed.unsubscribe(1, channel);
    expect(bed.told()).toEqual([]);
    bed.gone(2);
    expect(bed.told()).toEqual([
      [
        { name: 'member_removed', channel, user_id: 'u' },
        { name: 'channel_vacated', channel },
      ],
    ]);
  });

  it('tell of client events, their data a text, their user on presence channels', () => {
    const bed = hooked();
    const socket_id = bed.connect(1);
    bed.subscribe(1, 'private-a');
    bed.subscribe(1, 'presence-a', { user_id: 'u' });
    bed.told();
    bed.say(1, { event: 'client-x', channel: 'private-a', data: { n: 1 } });
    bed.say(1, { event: 'client-x', channel: 'presence-a', data: 'text' });
    const told = { name: 'client_event', event: 'client-x', socket_id };
    expect(bed.told()).toEqual([
      [{ ...told, channel: 'private-a', data: '{"n":1}' }],
      [{ ...told, channel: 'presence-a', data: 'text', user_id: 'u' }],
    ]);
  });

  it('tell of subscription counts where the app has them', () => {
    const bed = createBed({ apps: [app({ webhooks: [{ url: URL_A, events: ['subscription_count'] }] })] });
    bed.connect(1);
    bed.subscribe(1, 'a');
    bed.gone(1);
    const count = (subscription_count: number) => [{ name: 'subscription_count', channel: 'a', subscription_count }];
    expect(bed.told()).toEqual([count(1), count(0)]);
  });

  it('go to each URL with the events it wants, and not at all without', () => {
    const bed = hooked([{ url: URL_A, events: ['member_added'] }, { url: 'http://127.0.0.1:1/b' }]);
    bed.connect(1);
    bed.subscribe(1, 'a');
    bed.subscribe(1, 'presence-a', { user_id: 'u' });
    expect(
      bed.posts().map(({ url, body }) => [url.slice(-1), (JSON.parse(body) as { events: unknown[] }).events.length]),
    ).toEqual([
      ['b', 1],
      ['a', 1],
      ['b', 2],
    ]);
  });

  it('say nothing of the channels of users', () => {
    const bed = hooked();
    bed.connect(1);
    bed.signin(1, { id: 'u' });
    bed.subscribe(1, '#server-to-user-u');
    bed.gone(1);
    expect(bed.told()).toEqual([]);
  });
});
