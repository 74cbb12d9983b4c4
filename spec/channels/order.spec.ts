import type { Subscription } from 'rxjs';
import { config, take } from 'rxjs';
import type { Pusher } from '../../lib/index.js';
import { clientOf, event, FakeServer, list } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';

/** Listens to everything there is of a presence channel and writes down who hears first. */
const listenToAll = (pusher: Pusher, log: string[]): void => {
  const channel = pusher.channel('presence-a');
  const note = (who: string) => () => void log.push(who);
  pusher.on('x').subscribe(note('client on()'));
  pusher.events$.subscribe(note('events$'));
  channel.on('x').subscribe(note('on()'));
  channel.subscribe(note('channel'));
  channel.resumed$.subscribe(note('resumed$'));
  channel.left$.subscribe(note('left$'));
  channel.joined$.subscribe(note('joined$'));
  channel.members$.subscribe(note('members$'));
  channel.state$.subscribe(({ status }) => log.push(status));
  pusher.frames$.subscribe(note('frames$'));
};

describe('the order in which one frame is heard', () => {
  it('is frames$, the channel, its on(), the client', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const log: string[] = [];
      listenToAll(clientOf(server), log);
      pass(10);
      log.length = 0;
      server.say(event('presence-a', 'x'));
      expect(log).toEqual(['frames$', 'channel', 'on()', 'events$', 'client on()']);
    }));

  it('is frames$, state$, members$, joined$ and left$, resumed$ for a resubscription', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const log: string[] = [];
      listenToAll(clientOf(server), log);
      pass(10);
      server.say(event('presence-a', 'pusher_internal:member_added', { user_id: 'gone' }));
      server.answer = () => [list('presence-a', [['me'], ['new']])];
      log.length = 0;
      server.socket.drop();
      expect(log.splice(0)).toEqual(['unsubscribed', 'members$']);
      pass(10_000);
      expect(log).toEqual([
        'frames$',
        ...['authorizing', 'subscribing'],
        ...['frames$', 'subscribed', 'members$', 'joined$', 'left$', 'resumed$'],
      ]);
    }));

  it('is state$, then members$, then the errors, when the server refuses', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const channel = pusher.channel('presence-a');
      const log: string[] = [];
      channel.on('x').subscribe({ error: () => log.push('error') });
      channel.members$.subscribe(({ stale }) => log.push(`stale ${stale}`));
      channel.state$.subscribe(({ status }) => log.push(status));
      pass(10);
      log.length = 0;
      server.say(event('presence-a', 'pusher:subscription_error', { error: 'no more' }));
      expect(log).toEqual(['failed', 'stale true', 'error']);
    }));
});

describe('who comes or goes while a frame is heard', () => {
  const setUp = (play: (pusher: Pusher, server: FakeServer, pass: (ms: number) => void) => void) => () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      listen(pusher.channel('a'));
      listen(pusher.channel('presence-a'));
      listen(pusher.channel('b').on('y'));
      pass(10);
      play(pusher, server, pass);
    });

  it(
    'leaves: hears nothing more',
    setUp((pusher, server) => {
      const channel = pusher.channel('a');
      let second: Subscription | undefined = undefined as Subscription | undefined;
      channel.on('x').subscribe(() => second?.unsubscribe());
      const heard: unknown[] = [];
      second = channel.on('x').subscribe((data) => heard.push(data));
      server.say(event('a', 'x', 1));
      expect(heard).toEqual([]);
    }),
  );

  it.each([
    ['the channel', (pusher: Pusher) => pusher.channel('a')],
    ['on()', (pusher: Pusher) => pusher.channel('a').on('x')],
    ['events$', (pusher: Pusher) => pusher.events$],
    ['on() of the client', (pusher: Pusher) => pusher.on('x')],
  ])('arrives at %s: hears from the next frame', (_, stream$) =>
    inTime(({ pass }) => {
      for (const outer of ['frames$', 'channel']) {
        const server = new FakeServer();
        const pusher = clientOf(server);
        listen(pusher.channel('a'));
        pass(10);
        const heard: unknown[] = [];
        let arrived = false;
        const arrive = () => {
          if (!arrived) stream$(pusher).subscribe((value) => heard.push(value));
          arrived = true;
        };
        if (outer === 'frames$') pusher.frames$.subscribe(arrive);
        else pusher.channel('a').subscribe(arrive);
        server.say(event('a', 'x', 1));
        expect(heard).toEqual([]);
        server.say(event('a', 'x', 2));
        expect(heard).toHaveLength(1);
      }
    }),
  );

  it(
    'arrives at joined$ when told of the members: does not hear who is among them already',
    setUp((pusher, server) => {
      const channel = pusher.channel('presence-a');
      const joined: string[] = [];
      let arrived = false;
      channel.members$.subscribe(({ count }) => {
        if (count === 2 && !arrived) channel.joined$.subscribe(({ id }) => joined.push(id));
        arrived = count === 2;
      });
      server.say(event('presence-a', 'pusher_internal:member_added', { user_id: '1' }));
      expect(joined).toEqual([]);
      server.say(event('presence-a', 'pusher_internal:member_added', { user_id: '2' }));
      expect(joined).toEqual(['2']);
    }),
  );

  it(
    'arrives at resumed$ when told that the channel is subscribed again: hears of the next gap',
    setUp((pusher, server, pass) => {
      const channel = pusher.channel('a');
      const outages: unknown[] = [];
      let gaps = 0;
      channel.state$.subscribe(({ status }) => {
        if (status === 'unsubscribed') gaps += 1;
        if (status === 'subscribed' && gaps === 1) channel.resumed$.subscribe((outage) => outages.push(outage));
      });
      server.socket.drop();
      pass(10_000);
      expect(outages).toEqual([]);
      server.socket.drop();
      pass(10_000);
      expect(outages).toHaveLength(1);
    }),
  );

  it(
    'leaves again before the frame is over: hears nothing at all, and nothing is parsed for it',
    setUp((pusher, server) => {
      const heard: unknown[] = [];
      const flighty = () => {
        pusher
          .channel('b')
          .on('x')
          .subscribe((data) => heard.push(data))
          .unsubscribe();
      };
      pusher.frames$.pipe(take(1)).subscribe(flighty);
      server.say(event('b', 'x', 1));
      const parse = jest.spyOn(JSON, 'parse');
      server.say(event('b', 'x', 2));
      expect(parse).toHaveBeenCalledTimes(1);
      parse.mockRestore();
      expect(heard).toEqual([]);
    }),
  );

  it(
    'changes a state in a state handler: everybody hears the changes in the same order',
    setUp((pusher, server, pass) => {
      const channel = pusher.channel('c');
      channel.state$.subscribe(({ status }) => {
        if (status === 'subscribing') server.say(event('c', 'pusher_internal:subscription_succeeded'));
      });
      const states = listen(channel.state$);
      listen(channel);
      pass(10);
      expect(states.values.map(({ status }) => status)).toEqual(['unsubscribed', 'subscribing', 'subscribed']);
    }),
  );

  it(
    'disconnects when told that the channel is about to be subscribed: nothing is sent, and nothing is left waiting',
    setUp((pusher, server, pass) => {
      const channel = pusher.channel('private-b');
      const states = listen(channel.state$, ({ status }) => {
        if (status === 'authorizing') pusher.disconnect();
      });
      const heard = listen(channel);
      server.wire();
      pass(60_000);
      expect(server.wire()).toEqual([]);
      expect(heard.error).toBeUndefined();
      expect(states.values.map(({ status }) => status)).toEqual(['unsubscribed', 'authorizing', 'unsubscribed']);
      pusher.connect();
      states.leave();
      pass(100);
      expect(server.wire()).toContain('subscribe private-b');
    }),
  );

  it.each(['then answers', 'then throws'])('disconnects when asked to authorize, and %s: nothing comes of it', (then) =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server, {
        channelAuthorization: () => {
          pusher.disconnect();
          if (then === 'then throws') throw new Error('mine');
          return [{ auth: 'key:signature' }];
        },
      });
      pusher.connect();
      pass(10);
      const [states, heard] = [listen(pusher.channel('private-a').state$), listen(pusher.channel('private-a'))];
      pass(60_000);
      expect(states.values.map(({ status }) => status)).toEqual(['unsubscribed', 'authorizing', 'unsubscribed']);
      expect(heard.error).toBeUndefined();
      expect(server.wire()).toEqual([]);
    }),
  );

  it(
    'throws: the others hear the frame all the same',
    setUp((pusher, server, pass) => {
      const thrown: unknown[] = [];
      config.onUnhandledError = (error) => thrown.push(error);
      pusher.channel('a').subscribe(() => {
        throw new Error('mine');
      });
      const other = listen(pusher.channel('a').on('x'));
      server.say(event('a', 'x', 1), event('a', 'x', 2));
      pass(1);
      config.onUnhandledError = null;
      expect(other.values).toEqual([1, 2]);
      expect(thrown).toHaveLength(2);
    }),
  );
});
