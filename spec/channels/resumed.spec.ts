import { clientOf, event, FakeServer, success } from '../support/fake-server.js';
import { errorLike } from '../support/error-like.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';

describe('resumed$', () => {
  it('tells of each gap in a subscription: from when to when, and why; never of the first', () =>
    inTime(({ pass }) => {
      const server = new FakeServer(5);
      const pusher = clientOf(server);
      const outages = listen(pusher.channel('a').resumed$);
      pass(100);
      expect(outages.values).toEqual([]);
      server.socket.drop(4200, 'restart');
      server.down = true;
      pass(400);
      server.down = false;
      pass(20_000);
      expect(outages.values).toHaveLength(1);
      const [outage] = outages.values;
      expect(outage).toMatchObject({ from: 100, cause: errorLike({ _tag: 'SocketClosed', code: 4200 }) });
      expect(outage!.to).toBe(server.sent.at(-1)!.at + 5);
    }));

  it('tells of a gap made by disconnect(), which has no cause', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const outages = listen(pusher.channel('a').resumed$);
      pass(100);
      pusher.disconnect();
      pass(1_000);
      pusher.connect();
      pass(100);
      // From when something was heard, not from when it was given up.
      expect(outages.values).toMatchObject([{ from: 1, to: 1_102, cause: undefined }]);
    }));

  it('tells of each gap by itself', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const outages = listen(clientOf(server).channel('a').resumed$);
      for (let gap = 0; gap < 2; gap += 1) {
        pass(9_000);
        server.socket.drop(4200);
      }
      pass(9_000);
      expect(outages.values.map(({ from }) => from)).toEqual([9_000, 18_000]);
      server.say(success('a'));
      expect(outages.values).toHaveLength(2);
    }));

  it('counts one gap from its beginning, however many attempts it takes', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const outages = listen(clientOf(server).channel('a').resumed$);
      pass(10);
      const { answer } = server;
      server.answer = () => undefined;
      server.socket.drop(4200);
      pass(2_000);
      server.socket.drop(4200);
      server.answer = answer;
      pass(60_000);
      expect(outages.values).toHaveLength(1);
      expect(outages.values[0]?.from).toBe(10);
    }));

  it('says nothing to who begins afresh after a failure', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const channel = clientOf(server).channel('presence-a');
      listen(channel.members$);
      const outages = listen(channel.resumed$);
      pass(10);
      const { answer } = server;
      server.answer = () => [event('presence-a', 'pusher:subscription_error', {})];
      server.socket.drop();
      pass(10_000);
      expect(outages.error).toEqual(errorLike({ _tag: 'SubscriptionRejected' }));
      server.answer = answer;
      const again = listen(channel.resumed$);
      pass(10);
      expect(server.wire().at(-1)).toBe('subscribe presence-a');
      expect(again.values).toEqual([]);
    }));
});
