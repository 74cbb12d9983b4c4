import { map } from 'rxjs';
import { errorLike } from '../support/error-like.js';
import { clientOf, event, FakeServer } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';

describe('what the client hears of all channels', () => {
  it('is passive: nobody is connected, and no channel wanted, for it', () =>
    inTime(({ pass, timers }) => {
      const server = new FakeServer();
      const { events$, frames$, errors$, on } = clientOf(server);
      for (const stream$ of [events$, frames$, errors$, on('x')]) listen<unknown>(stream$);
      pass(60_000);
      expect(server.sockets).toEqual([]);
      expect(timers()).toBe(0);
    }));

  it('is each application event of each wanted channel once, with the channel it came on', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const [events, on, other] = [listen(pusher.events$), listen(pusher.on('x')), listen(pusher.on('y'))];
      for (const name of ['a', 'a', 'presence-b']) listen(pusher.channel(name));
      pass(10);
      server.say(
        event('a', 'x', 1),
        { event: 'client-y', channel: 'presence-b', data: { n: 2 }, user_id: 'u2' },
        event('unwanted', 'x', 3),
        event('a', 'pusher_internal:subscription_count', { subscription_count: 1 }),
      );
      expect(events.values).toEqual([
        { event: 'x', channel: 'a', data: 1, raw: '1' },
        { event: 'client-y', channel: 'presence-b', data: { n: 2 }, raw: undefined, userId: 'u2' },
      ]);
      expect([on.values, other.values]).toEqual([[1], []]);
    }));

  it('lasts while channels come and go, and ends with who listens', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      pusher.connect();
      const [stays, goes] = [listen(pusher.on('x')), listen(pusher.on('x'))];
      const first = listen(pusher.channel('a'));
      pass(10);
      server.say(event('a', 'x', 1));
      goes.leave();
      first.leave();
      pass(1_000);
      server.say(event('a', 'x', 2));
      listen(pusher.channel('b'));
      pass(10);
      server.say(event('b', 'x', 3));
      expect([stays.values, goes.values]).toEqual([[1, 3], [1]]);
    }));

  it('are all frames in frames$, decoded, before anything else is done with them', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const [frames, errors] = [listen(pusher.frames$), listen(pusher.errors$)];
      listen(pusher.channel('a'));
      pass(10);
      server.say({ event: 'x', channel: 'unwanted', data: '{"n":1}', user_id: 7 }, 'no JSON', '{"no":"event"}');
      expect(frames.values).toEqual([
        { event: 'pusher:connection_established', data: { socket_id: '1.1' } },
        { event: 'pusher_internal:subscription_succeeded', channel: 'a', data: {} },
        { event: 'x', channel: 'unwanted', data: { n: 1 }, userId: '7' },
      ]);
      expect(errors.values).toEqual([
        errorLike({ _tag: 'FrameError', text: 'no JSON' }),
        errorLike({ _tag: 'FrameError', text: '{"no":"event"}' }),
      ]);
    }));

  it('does not stop, whoever throws', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const broken = listen(
        pusher.events$.pipe(
          map(() => {
            throw new Error('mine');
          }),
        ),
      );
      const sound = listen(pusher.events$);
      listen(pusher.channel('a'));
      pass(10);
      server.say(event('a', 'x', 1), event('a', 'x', 2));
      expect(broken.error).toEqual(new Error('mine'));
      expect(sound.values).toHaveLength(2);
    }));
});
