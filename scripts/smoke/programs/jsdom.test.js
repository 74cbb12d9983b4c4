const { firstValueFrom, timeout } = require('rxjs');
const { TestScheduler } = require('rxjs/testing');
const { createPusher } = require('rx-pusher');
const { assertMarbles, fakePusher } = require('rx-pusher/testing');

test('hears an event of a real server', async () => {
  const pusher = createPusher('app-key', { wsHost: location.hostname, wsPort: Number(location.port), forceTLS: false });
  expect(await firstValueFrom(pusher.channel('prices').on('tick').pipe(timeout(4_000)))).toBe(42);
});

test('hears an event of the testing kit', () => {
  new TestScheduler(assertMarbles).run((helpers) => {
    const { pusher, server } = fakePusher(helpers);
    server.events('prices', '--a', { a: ['tick', 42] });
    helpers.expectObservable(pusher.channel('prices').on('tick'), '^ 1s !').toBe('--a', { a: 42 });
  });
});
