import { encryption } from '../../lib/encryption/index.js';
import { keyFromBase64, seal, toBase64 } from '../../lib/encryption/secretbox.js';
import type { ChannelLifecycle, Pusher } from '../../lib/index.js';
import { errorLike } from '../support/error-like.js';
import { clientOf, event, FakeServer, list, success } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';

const SECRET = toBase64(new Uint8Array(32).fill(7));
const KINDS = [
  'open',
  'private-a',
  'presence-a',
  'private-encrypted-a',
  'cache-a',
  'private-cache-a',
  'presence-cache-a',
  'private-encrypted-cache-a',
] as const;

const client = (server: FakeServer) =>
  clientOf(server, {
    encryption,
    channelAuthorization: ({ socketId, channelName }) => [
      {
        auth: `key:${socketId}`,
        ...(channelName.startsWith('presence-') ? { channel_data: '{"user_id":"me"}' } : {}),
        ...(channelName.includes('encrypted') ? { shared_secret: SECRET } : {}),
      },
    ],
  });
const any = (pusher: Pusher, name: string) => pusher.channel(name as 'presence-cache-a');
const types = (steps: readonly ChannelLifecycle[]) => steps.map(({ type }) => type);

describe.each(KINDS)('lifecycle$ of %s', (name) => {
  const asking = name === 'open' || name === 'cache-a' ? ['subscribing'] : ['authorizing', 'subscribing'];
  const given = (play: (bed: Bed) => void) => () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = client(server);
      const channel = any(pusher, name);
      const steps = listen(channel.lifecycle$).values;
      const taken = () => types(steps.splice(0));
      play({ server, pusher, channel, steps, taken, pass });
    });
  interface Bed {
    readonly server: FakeServer;
    readonly pusher: Pusher;
    readonly channel: ReturnType<typeof any>;
    readonly steps: ChannelLifecycle[];
    readonly taken: () => string[];
    readonly pass: (ms: number) => void;
  }

  it(
    'is passive, and replays nothing',
    given(({ server, pusher, channel, steps, pass }) => {
      pass(1_000);
      expect([server.sockets, steps]).toEqual([[], []]);
      listen(channel);
      pass(10);
      expect(listen(any(pusher, name).lifecycle$).values).toEqual([]);
    }),
  );

  it(
    'goes from wanted to subscribed, through a loss to resumed, and ends with left',
    given(({ server, channel, steps, taken, pass }) => {
      const heard = listen(channel);
      expect(taken()).toEqual(['wanted']);
      pass(10);
      const data = name.startsWith('presence-') ? { presence: expect.anything() as unknown } : {};
      expect(steps.at(-1)).toMatchObject({ type: 'subscribed', data, anew: false });
      expect(taken()).toEqual([...asking, 'subscribed']);
      server.socket.drop(4200, 'restart');
      const cause = errorLike({ _tag: 'SocketClosed', code: 4200 });
      expect(steps).toEqual([{ type: 'unsubscribed', cause }]);
      taken();
      pass(10_000);
      expect(steps.at(-2)).toMatchObject({ type: 'subscribed', anew: true });
      expect(steps.at(-1)).toEqual({
        type: 'resumed',
        outage: { from: expect.any(Number) as number, to: server.sent.at(-1)!.at + 1, cause },
      });
      expect(taken()).toEqual([...asking, 'subscribed', 'resumed']);
      heard.leave();
      pass(1_000);
      expect(taken()).toEqual(['left']);
    }),
  );

  it(
    'says unsubscribed without a cause after disconnect(), and goes on with connect()',
    given(({ pusher, channel, steps, taken, pass }) => {
      listen(channel);
      pass(10);
      taken();
      pusher.disconnect();
      pass(10);
      expect(steps).toEqual([{ type: 'unsubscribed', cause: undefined }]);
      pusher.connect();
      pass(10);
      expect(taken()).toEqual(['unsubscribed', ...asking, 'subscribed', 'resumed']);
    }),
  );

  it(
    'tells of a count, also the same one again',
    given(({ server, channel, steps, taken, pass }) => {
      listen(channel);
      pass(10);
      taken();
      const counted = event(name, 'pusher_internal:subscription_count', { subscription_count: 3 });
      server.say(counted, counted);
      expect(steps).toEqual(Array(2).fill({ type: 'count', count: 3 }));
    }),
  );

  it(
    'tells of an empty cache, where there is one',
    given(({ server, channel, taken, pass }) => {
      listen(channel);
      pass(10);
      taken();
      server.say({ event: 'pusher:cache_miss', channel: name });
      expect(taken()).toEqual(name.includes('cache-') ? ['cache-miss'] : []);
    }),
  );

  it(
    'fails with the cause that those who want it get, and is wanted anew after that',
    given(({ server, channel, steps, taken, pass }) => {
      const accept = server.answer;
      server.answer = () => [event(name, 'pusher:subscription_error', { error: 'no', status: 403 })];
      const heard = listen(channel);
      pass(10);
      expect(steps.at(-1)).toEqual({ type: 'failed', cause: heard.error });
      expect(taken()).toEqual(['wanted', ...asking, 'failed']);
      pass(10_000);
      expect(taken()).toEqual([]);
      server.answer = accept;
      listen(channel);
      pass(10);
      expect(steps.at(-1)).toMatchObject({ anew: false });
      expect(taken()).toEqual(['wanted', ...asking, 'subscribed']);
    }),
  );

  it(
    'says left where it is left before the server has answered, when the answer has come',
    given(({ server, pusher, channel, taken, pass }) => {
      server.latency = 1_000;
      pusher.connect();
      const heard = listen(channel);
      pass(1_100);
      heard.leave();
      pass(600);
      expect(taken()).toEqual(['wanted', ...asking]);
      expect(server.wire()).toEqual([`subscribe ${name}`]);
      pass(10_000);
      expect(taken()).toEqual(['left']);
      expect(server.wire()).toEqual([`unsubscribe ${name}`]);
    }),
  );

  it(
    'is what state$, resumed$, subscriptionCount$ and cacheMiss$ say',
    given(({ server, channel, steps, pass }) => {
      const states = listen(channel.state$).values;
      const resumed = listen(channel.resumed$).values;
      const counts = listen(channel.subscriptionCount$).values;
      const misses = listen(channel.cacheMiss$).values;
      for (let n = 0; n < 3; n += 1) {
        pass(9_000);
        server.say(event(name, 'pusher_internal:subscription_count', { subscription_count: n }));
        server.say({ event: 'pusher:cache_miss', channel: name });
        server.socket.drop(4200);
      }
      pass(9_000);
      const of = <K extends ChannelLifecycle['type']>(type: K) =>
        steps.filter((step): step is Extract<ChannelLifecycle, { readonly type: K }> => step.type === type);
      expect(resumed).toEqual(of('resumed').map(({ outage }) => outage));
      expect(resumed).toHaveLength(3);
      expect(counts).toEqual(of('count').map(({ count }) => count));
      expect(counts).toEqual([0, 1, 2]);
      expect(misses).toHaveLength(of('cache-miss').length);
      const told = types(steps)
        .filter((type) => !['resumed', 'count', 'cache-miss'].includes(type))
        .map((type) => (type === 'wanted' || type === 'left' ? 'unsubscribed' : type));
      // The first is the present, and the same.
      expect(states.map(({ status }) => status)).toEqual(told);
    }),
  );
});

describe('lifecycle$', () => {
  it('has the members in the success of a presence channel: the very ones of members$', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const channel = clientOf(server).channel('presence-a');
      const steps = listen(channel.lifecycle$).values;
      const members = listen(channel.members$).values;
      pass(10);
      const success$ = steps.at(-1) as Extract<ChannelLifecycle, { type: 'subscribed' }>;
      expect(success$.members).toBe(members.at(-1));
      expect(success$.members?.me).toEqual({ id: 'me', info: { name: 'Me' } });
      server.socket.drop(4200);
      server.answer = () => [list('presence-a', [['me'], ['new']])];
      pass(10_000);
      const again = steps.find((step) => step.type === 'subscribed' && step.anew) as typeof success$;
      expect([...again.members!].map(({ id }) => id)).toEqual(['me', 'new']);
      expect(again.members).toBe(members.at(-1));
    }));

  it('is heard in the order frames$, subscribed with state$, members$, joined$, left$, resumed$, delivered$', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const channel = pusher.channel('presence-a');
      const log: string[] = [];
      const note = (who: string) => () => void log.push(who);
      pusher.delivered$.subscribe(note('delivered$'));
      channel.resumed$.subscribe(note('resumed$'));
      channel.left$.subscribe(note('left$'));
      channel.joined$.subscribe(note('joined$'));
      channel.members$.subscribe(note('members$'));
      channel.lifecycle$.subscribe(({ type }) => log.push(type));
      channel.state$.subscribe(({ status }) => log.push(`state ${status}`));
      pusher.frames$.subscribe(note('frames$'));
      pass(10);
      server.say(event('presence-a', 'pusher_internal:member_added', { user_id: 'gone' }));
      server.answer = () => [list('presence-a', [['me'], ['new']])];
      server.socket.drop();
      log.length = 0;
      pass(10_000);
      expect(log).toEqual([
        ...['frames$', 'delivered$', 'authorizing', 'state authorizing', 'subscribing', 'state subscribing'],
        ...['frames$', 'subscribed', 'state subscribed', 'members$', 'joined$', 'left$', 'resumed$', 'resumed'],
        'delivered$',
      ]);
      log.length = 0;
      server.say(event('presence-a', 'pusher_internal:member_added', { user_id: 'more' }));
      server.say(event('presence-a', 'pusher_internal:member_removed', { user_id: 'more' }));
      expect(log).toEqual([
        ...['frames$', 'members$', 'joined$', 'delivered$'],
        ...['frames$', 'members$', 'left$', 'delivered$'],
      ]);
    }));

  it('goes on for members$ after a failure: who tries again subscribes for it too, and may leave it alone', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const channel = clientOf(server).channel('presence-a');
      const members = listen(channel.members$);
      const steps = listen(channel.lifecycle$).values;
      pass(10);
      server.say(event('presence-a', 'pusher:subscription_error', { error: 'no' }));
      listen(channel).leave();
      pass(60_000);
      expect(types(steps).slice(3)).toEqual(['failed', 'authorizing', 'subscribing', 'subscribed']);
      server.say(event('presence-a', 'pusher_internal:member_added', { user_id: 'u' }));
      expect(members.values.at(-1)).toMatchObject({ count: 2, stale: false });
    }));

  it('hears of a further success with the list of the moment, and nothing is resumed by it', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const channel = clientOf(server).channel('presence-a');
      const steps = listen(channel.lifecycle$).values;
      listen(channel);
      pass(10);
      steps.length = 0;
      server.say(list('presence-a', [['me'], ['u']]));
      expect(steps).toMatchObject([{ type: 'subscribed', anew: false, members: { count: 2 } }]);
    }));

  it('ends for nobody: neither failures nor disconnect() complete it or make it fail', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const heard = listen(pusher.channel('a').lifecycle$);
      listen(pusher.channel('a'));
      pass(10);
      server.socket.drop(4001);
      pusher.disconnect();
      pass(60_000);
      expect([heard.error, heard.completed]).toEqual([undefined, false]);
      expect(types(heard.values)).toEqual(['wanted', 'subscribing', 'subscribed', 'unsubscribed', 'failed']);
    }));
});

describe('delivered$', () => {
  it('is passive, and emits each frame of frames$ when everybody has heard it', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const [frames, delivered] = [listen(pusher.frames$), listen(pusher.delivered$)];
      pass(1_000);
      expect(server.sockets).toEqual([]);
      const log: string[] = [];
      pusher.delivered$.subscribe(({ event: name }) => log.push(`delivered ${name}`));
      pusher.channel('a').subscribe(() => log.push('channel'));
      pusher.on('x').subscribe(() => log.push('on()'));
      pusher.channel('a').state$.subscribe(({ status }) => log.push(status));
      pass(10);
      server.say(event('a', 'x'), event('unwanted', 'y'), { event: 'pusher:unheard-of' }, 'no JSON');
      expect(delivered.values).toEqual(frames.values);
      expect(log).toEqual([
        ...['unsubscribed', 'delivered pusher:connection_established', 'subscribing', 'subscribed'],
        ...['delivered pusher_internal:subscription_succeeded', 'channel', 'on()', 'delivered x', 'delivered y'],
        'delivered pusher:unheard-of',
      ]);
    }));

  it('comes after the early events that a success sets free', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.answer = ({ event: verb }) =>
        verb === 'pusher:subscribe' ? [event('cache-a', 'x', 1), success('cache-a')] : undefined;
      const pusher = clientOf(server);
      const log: unknown[] = [];
      pusher.delivered$.subscribe(({ event: name }) => log.push(name));
      pusher
        .channel('cache-a')
        .on('x')
        .subscribe((data) => log.push(data));
      pass(10);
      expect(log.slice(1)).toEqual(['x', 1, 'pusher_internal:subscription_succeeded']);
    }));

  it('opens nothing: it shows an encrypted event as it came', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = client(server);
      const delivered = listen(pusher.delivered$).values;
      listen(pusher.channel('private-encrypted-a'));
      pass(10);
      const sealed = seal('{"n":1}', keyFromBase64(SECRET)!, new Uint8Array(24));
      server.say(event('private-encrypted-a', 'x', sealed));
      expect(delivered.at(-1)).toMatchObject({ event: 'x', data: sealed });
    }));
});
