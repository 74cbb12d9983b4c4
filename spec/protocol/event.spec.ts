import * as events from '../../lib/protocol/event.js';

describe('the names of events', () => {
  it('are those of the protocol, spelled as on the wire', () => {
    const names = Object.values<unknown>(events).filter((value): value is string => typeof value === 'string');
    expect(names.sort()).toEqual([
      'pusher:cache_miss',
      'pusher:connection_established',
      'pusher:error',
      'pusher:ping',
      'pusher:pong',
      'pusher:signin',
      'pusher:signin_success',
      'pusher:subscribe',
      'pusher:subscription_error',
      'pusher:unsubscribe',
      'pusher_internal:member_added',
      'pusher_internal:member_removed',
      'pusher_internal:subscription_count',
      'pusher_internal:subscription_error',
      'pusher_internal:subscription_succeeded',
      'pusher_internal:watchlist_events',
    ]);
    for (const name of names) expect(events.isProtocolEvent(name)).toBe(true);
  });

  it('leave every other name to applications', () => {
    for (const name of ['tick', 'pusher', 'pusherx:a', 'pusher-a', 'client-pusher:a', 'Pusher:ping', '']) {
      expect(events.isProtocolEvent(name)).toBe(false);
    }
  });

  it('tell what clients send to one another', () => {
    expect(events.isClientEvent('client-typing')).toBe(true);
    expect(events.isClientEvent('clientx')).toBe(false);
    expect(events.isClientEvent('my-client-x')).toBe(false);
  });
});
