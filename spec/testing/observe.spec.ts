import { map } from 'rxjs';
import { fakePusher } from '../../lib/testing/index.js';
import { virtually } from './support/virtually.js';

describe('what a fake server tells of its clients', () => {
  it('is each subscription of a channel, from the word of the server to its end', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, { latency: { up: 2, down: 3 }, linger: 50 });
      server.network('99ms x', { x: 4200 });
      helpers.expectObservable(pusher.channel('prices'), '^ 199ms !');
      helpers.expectObservable(pusher.channel('others'), '20ms ^-!');
      // Open at 5 and subscribed at 7; the close is there 3 ms later; the next socket opens at 107.
      helpers.expectSubscriptions(server.subscriptions('prices')).toBe(['7ms ^ 91ms !', '109ms ^ 142ms !']);
      helpers.expectSubscriptions(server.subscriptions('others')).toBe('22ms ^ 51ms !');
      helpers.expectSubscriptions(server.subscriptions('never')).toBe([]);
    });
  });

  it('is each socket, from being asked for to its end, those that never open too', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, { connectTimeout: 10 });
      server.network('h 14ms r 1s o');
      helpers.expectObservable(pusher.channel('prices'), '^ 5s !');
      helpers.expectSubscriptions(server.sockets).toBe(['^ 9ms !', '1010ms (^!)', '2010ms ^ 3490ms !']);
    });
  });

  it('ends what was on a socket when the client has lost it, though the server may not know', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, { activityTimeout: 80, pongTimeout: 20 });
      server.network('-z');
      helpers.expectObservable(pusher.channel('prices'), '^ 150ms !');
      helpers.expectSubscriptions(server.subscriptions('prices')).toBe('^ 109ms !');
    });
  });

  it('is every frame as it arrives', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, { latency: { up: 2 }, linger: 5 });
      helpers.expectObservable(pusher.channel('prices'), '^-------!');
      helpers.expectObservable(server.received$.pipe(map(({ event, data }) => [event, data]))).toBe('----s 10ms u', {
        s: ['pusher:subscribe', { channel: 'prices' }],
        u: ['pusher:unsubscribe', { channel: 'prices' }],
      });
    });
  });
});
