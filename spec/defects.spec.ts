import { config, map, NEVER, of, throwError, timer } from 'rxjs';
import { createPusher } from '../lib/index.js';
import { encryption } from '../lib/encryption/index.js';
import { keyFromBase64, seal, toBase64 } from '../lib/encryption/secretbox.js';
import { errorLike } from './support/error-like.js';
import { clientOf, event, FakeServer, list } from './support/fake-server.js';
import { inTime } from './support/in-time.js';
import { listen } from './support/listen.js';

// The defects of pusher-js 8.6.0 that were seen on the wire (docs/protocol.md), each as what a user would notice.

describe('a defect of pusher-js is none here', () => {
  it('B1: a signature made for a connection that was lost is not sent on the next', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server, {
        channelAuthorization: ({ socketId }) => timer(100).pipe(map(() => ({ auth: socketId }))),
      });
      listen(pusher.channel('private-a'));
      pass(50);
      server.socket.drop(4200);
      pass(1_000);
      expect(server.sent).toMatchObject([{ socket: 2, data: { auth: '2.2' } }]);
    }));

  it('B2: a channel left while it was pending is not subscribed again when the connection drops', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.answer = () => undefined;
      const pusher = clientOf(server);
      pusher.connect();
      const left = listen(pusher.channel('a'));
      pass(10);
      left.leave();
      pass(600);
      server.wire();
      server.socket.drop();
      pass(60_000);
      expect(server.sockets).toHaveLength(2);
      expect(server.wire()).toEqual([]);
    }));

  it('B3: disconnect() stays disconnected, also while the next attempt is waited for', () =>
    inTime(({ pass }) => {
      for (const code of [4100, 4200, 1006]) {
        const server = new FakeServer();
        const pusher = clientOf(server);
        const states = listen(pusher.state$);
        listen(pusher.channel('a'));
        pass(10);
        server.socket.drop(code);
        pusher.disconnect();
        pass(120_000);
        expect(server.sockets.length).toBe(1);
        expect(states.values.at(-1)).toEqual({ status: 'disconnected' });
      }
    }));

  it('B4: a first frame that is none is tried again', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.mute = true;
      const pusher = clientOf(server);
      const states = listen(pusher.state$);
      listen(pusher.channel('a'));
      pass(10);
      server.say({ event: 'pusher:connection_established', data: '{"activity_timeout":120}' });
      expect(states.values.at(-1)).toMatchObject({ status: 'waiting', cause: { _tag: 'HandshakeError' } });
      server.mute = false;
      pass(5_000);
      expect(states.values.at(-1)).toMatchObject({ status: 'connected', socketId: '2.2' });
    }));

  it.each(['pusher:subscription_error', 'pusher_internal:subscription_error', 'pusher:error'])(
    'B5: a subscription that the server refuses by %s can be left, and tried again',
    (refusal) =>
      inTime(({ pass }) => {
        const server = new FakeServer();
        const { answer } = server;
        server.answer = () => [
          {
            event: refusal,
            data: { code: 4009, message: 'no' },
            ...(refusal === 'pusher:error' ? {} : { channel: 'a' }),
          },
        ];
        const pusher = clientOf(server);
        pusher.connect();
        const refused = listen(pusher.channel('a'));
        pass(10);
        expect(refused.error).toEqual(errorLike({ _tag: 'SubscriptionRejected', channel: 'a', reason: 'no' }));
        expect(listen(pusher.channels$).values[0]!.size).toBe(0);
        server.answer = answer;
        const again = listen(pusher.channel('a').state$);
        listen(pusher.channel('a'));
        pass(10);
        expect(again.values.at(-1)).toEqual({ status: 'subscribed' });
        expect(server.wire()).toEqual(['subscribe a', 'subscribe a']);
      }),
  );

  it('B6: what is triggered just before disconnect() is delivered', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const channel = pusher.channel('private-a');
      listen(channel);
      pass(10);
      server.wire();
      channel.trigger('client-goodbye', 1);
      pusher.disconnect();
      expect(server.wire()).toEqual(['client-goodbye private-a 1']);
    }));

  it('B7: a client event waits until its channel is subscribed, and is refused where it cannot be', () =>
    inTime(({ pass }) => {
      const server = new FakeServer(100);
      const pusher = clientOf(server);
      pusher.channel('private-a').trigger('client-x', 1);
      pass(199);
      expect(server.wire()).toEqual(['subscribe private-a']);
      pass(1);
      expect(server.wire()).toEqual(['client-x private-a 1']);
      const open = pusher.channel('a') as unknown as { trigger(event: string, data: unknown): void };
      expect(() => open.trigger('client-x', 1)).toThrow(errorLike({ _tag: 'ChannelNameError', channel: 'a' }));
    }));

  it('B8: a handler that throws keeps no event from the others', () =>
    inTime(({ pass }) => {
      const thrown: unknown[] = [];
      config.onUnhandledError = (error) => thrown.push(error);
      const server = new FakeServer();
      const channel = clientOf(server).channel('a');
      channel.on('x').subscribe(() => {
        throw new Error('mine');
      });
      const other = listen(channel.on('x'));
      pass(10);
      server.say(event('a', 'x', 1), event('a', 'x', 2));
      pass(10);
      config.onUnhandledError = null;
      expect(other.values).toEqual([1, 2]);
      expect(thrown).toEqual([new Error('mine'), new Error('mine')]);
    }));

  it('B9: ids of members are strings, me is up to date, and nobody joins twice', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.answer = () => [
        list('presence-a', [
          [10, { name: 'old' }],
          [9, { name: 'Nine' }],
        ]),
      ];
      const channel = clientOf(server, {
        channelAuthorization: () => [{ auth: 'key:sig', channel_data: '{"user_id":10}' }],
      }).channel('presence-a');
      const [members, joined] = [listen(channel.members$), listen(channel.joined$)];
      pass(10);
      const added = (id: number) =>
        event('presence-a', 'pusher_internal:member_added', { user_id: id, user_info: { name: 'new' } });
      server.say(added(10), added(9));
      const last = members.values.at(-1)!;
      expect([...last].map(({ id }) => id)).toEqual(['10', '9']);
      expect(last.me).toEqual({ id: '10', info: { name: 'new' } });
      expect(joined.values).toEqual([]);
    }));

  it('B10: a subscription count of 0 is kept', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const channel = clientOf(server).channel('a');
      listen(channel);
      pass(10);
      for (const subscription_count of [1, 0]) {
        server.say(event('a', 'pusher_internal:subscription_count', { subscription_count }));
      }
      expect(listen(channel.subscriptionCount$).values).toEqual([0]);
    }));

  it('B11: events that do not open ask for the key once, are reported each, and keep their order', () =>
    inTime(({ pass }) => {
      const name = 'private-encrypted-a';
      const secret = toBase64(new Uint8Array(32).fill(7));
      const under = (key: Uint8Array, text: string) => event(name, 'x', seal(text, key, new Uint8Array(24)));
      const server = new FakeServer();
      let asked = 0;
      const pusher = clientOf(server, {
        encryption,
        channelAuthorization: () => {
          asked += 1;
          return timer(100).pipe(map(() => ({ auth: 'key:sig', shared_secret: secret })));
        },
      });
      const [heard, errors] = [listen(pusher.channel(name).on('x')), listen(pusher.errors$)];
      pass(200);
      const wrong = new Uint8Array(32);
      server.say(...['1', '2', '3'].map((text) => under(wrong, text)), under(keyFromBase64(secret)!, '4'));
      pass(200);
      expect(asked).toBe(2);
      expect(errors.values).toEqual(Array(3).fill(errorLike({ _tag: 'DecryptionError', channel: name, event: 'x' })));
      expect(heard.values).toEqual([4]);
    }));

  it.each([['a string'], [undefined], [{ status: 500 }]])(
    'B12: an authorizer that fails with %p leaves an error that says whose it was, and why',
    (reason) =>
      inTime(({ pass }) => {
        // eslint-disable-next-line rxjs-x/throw-error -- what users' code does
        const channelAuthorization = () => throwError(() => reason);
        const pusher = clientOf(new FakeServer(), { channelAuthorization });
        const heard = listen(pusher.channel('private-a'));
        pass(10);
        expect(heard.error).toBeInstanceOf(Error);
        expect(heard.error).toEqual(
          errorLike({
            channel: 'private-a',
            message: expect.stringContaining('"private-a": channelAuthorization failed') as unknown,
            cause: errorLike({ _tag: 'CallbackError', callback: 'channelAuthorization' }),
          }),
        );
      }),
  );

  it('B13: an endpoint that is not reached, and one that never answers, are told apart, and cookies can go along', () =>
    inTime(({ pass }) => {
      const credentials: unknown[] = [];
      const asking = (fetch: () => typeof NEVER) => {
        const pusher = clientOf(new FakeServer(), {
          channelAuthorization: {
            endpoint: 'https://example.test/auth',
            credentials: 'include',
            retry: { attempts: 0 },
            fetch: (_, init) => {
              credentials.push(init.credentials);
              return fetch();
            },
          },
        });
        return listen(pusher.channel('private-a'));
      };
      const [offline, silent] = [asking(() => throwError(() => new TypeError('offline'))), asking(() => NEVER)];
      pass(15_010);
      expect(offline.error).toEqual(errorLike({ _tag: 'AuthorizationNetworkError', status: undefined }));
      expect(silent.error).toEqual(errorLike({ _tag: 'AuthorizationTimeout' }));
      expect(credentials).toEqual(['include', 'include']);
    }));

  it('B14: a wrong option is an Error with its name, and each client has a logger of its own', () =>
    inTime(({ pass }) => {
      const thrown = (() => {
        try {
          return createPusher('key', {});
        } catch (error) {
          return error;
        }
      })();
      expect(thrown).toBeInstanceOf(Error);
      expect(thrown).toMatchObject({ _tag: 'OptionError', option: 'cluster' });
      const logs: string[][] = [[], []];
      const [one] = logs.map((log) =>
        clientOf(new FakeServer(), { logger: { debug: (message) => log.push(message) } }),
      );
      listen(one!.channel('a'));
      pass(10);
      expect(logs[0]!.length).toBeGreaterThan(0);
      expect(logs[1]!.filter((message) => !message.includes('idle'))).toEqual([]);
    }));

  it('B15: an error without code in the place of the handshake does not end the connection for good', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      server.mute = true;
      const pusher = clientOf(server);
      const states = listen(pusher.state$);
      listen(pusher.channel('a'));
      pass(10);
      server.say({ event: 'pusher:error', data: { message: 'not now' } });
      expect(states.values.at(-1)).toMatchObject({ status: 'waiting', cause: { _tag: 'ServerError', code: null } });
      server.mute = false;
      pass(5_000);
      expect(states.values.at(-1)).toMatchObject({ status: 'connected' });
    }));
});

it('what is kept of a client that nobody uses is nothing', () =>
  inTime(({ pass, timers }) => {
    const server = new FakeServer();
    const pusher = clientOf(server);
    const wants = [pusher.channel('a'), pusher.channel('presence-b').members$, pusher.user, of(0)].map((stream$) =>
      listen<unknown>(stream$),
    );
    pass(100);
    for (const { leave } of wants) leave();
    pass(2_000);
    expect(server.socket.readyState).toBe(3);
    expect(timers()).toBe(0);
  }));
