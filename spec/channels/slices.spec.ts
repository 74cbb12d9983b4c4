import { asyncScheduler } from 'rxjs';
import { clientOf, FakeServer } from '../support/fake-server.js';
import type { FakeSocket, Sent } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import type { Time } from '../support/in-time.js';
import { listen } from '../support/listen.js';

const NAMES = Array.from({ length: 10 }, (_, i) => `private-${i}`);

afterEach(() => jest.restoreAllMocks());

/** A client of many channels; to sign for one keeps the processor busy for 6 ms, so that three fill a slice of 16. */
const busy = (play: (server: FakeServer, heard: readonly { leave: () => void }[], time: Time) => void) =>
  inTime((time) => {
    const now = asyncScheduler.now.bind(asyncScheduler);
    let spent = 0;
    jest.spyOn(asyncScheduler, 'now').mockImplementation(() => now() + spent);
    const server = new FakeServer();
    const pusher = clientOf(server, {
      channelAuthorization: () => {
        spent += 6;
        return [{ auth: 'key:signature' }];
      },
    });
    const heard = NAMES.map((name) => listen(pusher.channel(name)));
    play(server, heard, time);
    for (const one of heard) one.leave();
    time.pass(60_000);
    expect(time.timers()).toBe(0);
  });

/** Calls back at each subscription, which the server then accepts. */
const atEach = (server: FakeServer, tell: (channel: string, socket: FakeSocket) => void) => {
  const accept = server.answer;
  server.answer = (frame: Sent, socket) => {
    if (frame.event === 'pusher:subscribe') tell(frame.data!.channel.replace('private-', ''), socket);
    return accept(frame, socket);
  };
};

describe('channels that take long to ask for', () => {
  it('are asked for in slices, in the order in which they were wanted', () =>
    busy((server, _, { pass }) => {
      const turns: string[] = [];
      atEach(server, (channel) => {
        // Others have their turn before the next slice.
        if (turns.at(-1) === undefined || turns.at(-1) === '|') asyncScheduler.schedule(() => turns.push('|'));
        turns.push(channel);
      });
      pass(1_000);
      expect(turns.join('')).toBe('012|345|678|9|');
    }));

  it('are all asked for afresh where the connection drops between two slices', () =>
    busy((server, _, { pass }) => {
      const asked: string[] = [];
      atEach(server, (channel, socket) => {
        asked.push(`${socket.number}:${channel}`);
        if (asked.length === 4) asyncScheduler.schedule(() => socket.drop(1006));
      });
      pass(10_000);
      expect(asked).toEqual([
        ...['0', '1', '2', '3', '4', '5'].map((channel) => `1:${channel}`),
        ...NAMES.map((_name, i) => `2:${i}`),
      ]);
    }));

  it('are not asked for if they are left before their turn', () =>
    busy((server, heard, { pass }) => {
      const asked: string[] = [];
      atEach(server, (channel) => {
        asked.push(channel);
        if (channel === '0') heard[9]!.leave();
      });
      pass(100);
      expect(asked.join('')).toBe('012345678');
    }));

  it('are not asked for any more once the client has disconnected', () =>
    inTime(({ pass, timers }) => {
      const now = asyncScheduler.now.bind(asyncScheduler);
      let spent = 0;
      jest.spyOn(asyncScheduler, 'now').mockImplementation(() => now() + (spent += 20));
      const server = new FakeServer();
      const pusher = clientOf(server);
      const heard = ['a', 'b', 'c'].map((name) => listen(pusher.channel(name)));
      atEach(server, () => asyncScheduler.schedule(() => pusher.disconnect()));
      pass(10);
      expect(server.wire()).toEqual(['subscribe a']);
      for (const one of heard) one.leave();
      pass(60_000);
      expect(timers()).toBe(0);
    }));
});
