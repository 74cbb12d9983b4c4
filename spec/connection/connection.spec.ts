import { NEVER, Subscription } from 'rxjs';
import { OptionError } from '../../lib/errors.js';
import { VERSION } from '../../lib/version.js';
import {
  breaks,
  closes,
  opens,
  says,
  script,
  scriptedNetwork,
  throwingSocket,
  welcomes,
} from '../support/scripted-socket.js';
import { virtually } from '../support/virtual.js';
import { createBed } from './bed.js';

const up = (socketId?: string) => script([20, opens], [30, welcomes(socketId)]);
const refused = script([10, opens], [10, closes(4001, 'no app')]);
const NO_APP = 'failed: socket closed with 4001: "no app"';

describe('the connection', () => {
  it('connects while somebody wants it, and closes with 1000 when nobody does', () => {
    const { states, network } = virtually(({ after }) => {
      const bed = createBed({ scripts: [up('7.7')] });
      after(5, () => {
        const hold = bed.demand.hold();
        after(100, () => hold.unsubscribe());
      });
      return bed;
    });
    expect(states).toEqual([
      [0, 'idle'],
      [5, 'connecting 1'],
      [35, 'connected 7.7'],
      [105, 'idle'],
    ]);
    expect(network.asked).toEqual([[5, `wss://host/app/key?protocol=7&client=rx-pusher&version=${VERSION}`]]);
    expect(network.left).toEqual([[105, 1000]]);
  });

  it('does nothing while nobody wants it', () => {
    const { states, network } = virtually(() => createBed({ scripts: [up()] }));
    expect(states).toEqual([[0, 'idle']]);
    expect(network.asked).toEqual([]);
  });

  it('is one, however many want it, and outlives each but the last', () => {
    const { states, network } = virtually(({ after }) => {
      const bed = createBed({ scripts: [up()] });
      const first = bed.demand.hold();
      const second = bed.demand.hold();
      after(50, () => first.unsubscribe());
      after(60, () => {
        const third = bed.demand.hold();
        second.unsubscribe();
        after(10, () => third.unsubscribe());
      });
      return bed;
    });
    expect(states.map(([, state]) => state)).toEqual(['idle', 'connecting 1', 'connected 1.1', 'idle']);
    expect(states.at(-1)?.[0]).toBe(70);
    expect(network.asked).toHaveLength(1);
  });

  it('opens a new socket when it is wanted anew, though the old one is still closing', () => {
    const { states, network } = virtually(({ after }) => {
      const bed = createBed({ scripts: [up('1.1'), up('2.2')], farewell: 500 });
      const hold = bed.demand.hold();
      after(100, () => {
        hold.unsubscribe();
        const again = bed.demand.hold();
        after(1_000, () => again.unsubscribe());
      });
      return bed;
    });
    expect(states.slice(3)).toEqual([
      [100, 'idle'],
      [100, 'connecting 1'],
      [130, 'connected 2.2'],
      [1_100, 'idle'],
    ]);
    expect(network.left).toEqual([
      [100, 1000],
      [1_100, 1000],
    ]);
  });

  it('drops a socket whose other side does not answer the close', () => {
    const { network } = virtually(({ after }) => {
      const bed = createBed({ scripts: [up()], farewell: Infinity });
      const hold = bed.demand.hold();
      after(100, () => hold.unsubscribe());
      return bed;
    });
    expect(network.left).toEqual([
      [100, 1000],
      [2_100, 'terminated'],
    ]);
  });

  it('leaves no timer behind once the socket has closed', () => {
    virtually(({ after }) => {
      const bed = createBed({ scripts: [up()], farewell: 50 });
      const hold = bed.demand.hold();
      after(100, () => hold.unsubscribe());
    }, 150);
  });

  it('gives up a socket that is not open yet', () => {
    const { states, network } = virtually(({ after }) => {
      const bed = createBed({ scripts: [up()] });
      const hold = bed.demand.hold();
      after(10, () => hold.unsubscribe());
      return bed;
    });
    expect(states.at(-1)).toEqual([10, 'idle']);
    expect(network.left).toEqual([[10, 'terminated']]);
  });

  it('hears nothing more of a socket it has left', () => {
    const heard = virtually(({ after }) => {
      const bed = createBed({ scripts: [up()], farewell: 100 });
      const heard: unknown[] = [];
      const hold = bed.demand.hold();
      after(50, () => {
        bed.frames$.subscribe((frame) => heard.push(frame));
        hold.unsubscribe();
      });
      after(60, () => bed.network.sockets[0]?.say('{"event":"late"}'));
      return heard;
    });
    expect(heard).toEqual([]);
  });

  it('tells everything that comes, the handshake and what is malformed included', () => {
    const received = virtually(({ after }) => {
      const bed = createBed({
        scripts: [script([0, opens], [1, welcomes()], [2, says('junk')], [3, says({ event: 'e', channel: 'c' })])],
      });
      const heard: unknown[] = [];
      bed.frames$.subscribe((frame) =>
        heard.push(frame._tag === 'Right' ? frame.right.event : frame.left.message, bed.connection$.value.state.status),
      );
      const hold = bed.demand.hold();
      after(10, () => hold.unsubscribe());
      return heard;
    });
    expect(received).toEqual([
      ...['pusher:connection_established', 'connecting'],
      ...['malformed frame "junk": not JSON', 'connected'],
      ...['e', 'connected'],
    ]);
  });
});

describe('after a failure', () => {
  it('nothing is tried again by itself, though it is still wanted', () => {
    const { states, network } = virtually(({ after }) => {
      const bed = createBed({ scripts: [refused] });
      const hold = bed.demand.hold();
      after(3_000_000, () => hold.unsubscribe());
      return bed;
    });
    expect(states).toEqual([
      [0, 'idle'],
      [0, 'connecting 1'],
      [10, NO_APP],
    ]);
    expect(network.asked).toHaveLength(1);
  });

  it('the state stays failed when the last who wanted it has left', () => {
    const { states } = virtually(({ after }) => {
      const bed = createBed({ scripts: [refused] });
      const hold = bed.demand.hold();
      after(50, () => hold.unsubscribe());
      return bed;
    });
    expect(states.at(-1)).toEqual([10, NO_APP]);
  });

  it('a new want tries again, no sooner than minDelay after it', () => {
    const { states } = virtually(({ after }) => {
      const bed = createBed({ scripts: [refused, up()] });
      const hold = bed.demand.hold();
      after(300, () => hold.add(bed.demand.hold()));
      after(5_000, () => hold.unsubscribe());
      return bed;
    });
    expect(states.slice(2)).toEqual([
      [10, NO_APP],
      [300, 'waiting 1, 710: socket closed with 4001: "no app"'],
      [1_010, 'connecting 1'],
      [1_040, 'connected 1.1'],
      [5_000, 'idle'],
    ]);
  });

  it('a want after everybody had left tries again too, at once if minDelay has passed', () => {
    const { states } = virtually(({ after }) => {
      const bed = createBed({ scripts: [refused, up()] });
      const hold = bed.demand.hold();
      after(20, () => hold.unsubscribe());
      after(2_000, () => {
        const again = bed.demand.hold();
        after(100, () => again.unsubscribe());
      });
      return bed;
    });
    expect(states.slice(3)).toEqual([
      [2_000, 'connecting 1'],
      [2_030, 'connected 1.1'],
      [2_100, 'idle'],
    ]);
  });

  it.each([
    ['leaving and coming back', (bed: ReturnType<typeof createBed>) => bed.demand.hold().unsubscribe()],
    [
      'disconnecting and connecting',
      ({ demand }: ReturnType<typeof createBed>) => {
        demand.disconnect();
        demand.connect();
      },
    ],
  ])('%s does not shorten the wait', (_, flap) => {
    const { network } = virtually(({ after }) => {
      const bed = createBed({ scripts: [refused] });
      const first = bed.demand.hold();
      after(20, () => first.unsubscribe());
      for (let ms = 100; ms <= 900; ms += 100) after(ms, () => flap(bed));
      after(950, () => {
        const last = bed.demand.hold();
        after(500, () => last.unsubscribe());
      });
      return bed;
    });
    expect(network.asked.map(([at]) => at)).toEqual([0, 1_010]);
  });

  it('a want made while the failure is being told tries again once', () => {
    const { network } = virtually(({ after }) => {
      const bed = createBed({ scripts: [refused] });
      const hold = bed.demand.hold();
      let asked = 0;
      bed.connection$.subscribe(({ state }) => {
        if (state.status !== 'failed' || (asked += 1) > 1) return;
        hold.add(bed.demand.hold());
        hold.add(bed.demand.hold());
      });
      after(10_000, () => hold.unsubscribe());
      return bed;
    });
    expect(network.asked.map(([at]) => at)).toEqual([0, 1_010]);
  });

  it('a failure on the spot counts as one attempt for one want', () => {
    const { states } = virtually(({ after }) => {
      const bed = createBed({ WebSocketCtor: throwingSocket(new OptionError('WebSocketCtor', 'needed')) });
      const hold = bed.demand.hold();
      after(10_000, () => hold.unsubscribe());
      return bed;
    });
    expect(states.map(([, state]) => state)).toEqual(['idle', 'connecting 1', 'failed: option WebSocketCtor: needed']);
  });
});

describe('a failure on the spot', () => {
  it('is not followed by idle where a handler lets go while it is being told that it connects', () => {
    const { states } = virtually(() => {
      const bed = createBed({ WebSocketCtor: throwingSocket(new OptionError('WebSocketCtor', 'needed')) });
      const hold = new Subscription();
      bed.connection$.subscribe(({ state: { status } }) => {
        // What follows is told after this has been told: by then it has failed.
        if (status === 'idle') hold.add(bed.demand.hold());
        if (status === 'connecting') hold.unsubscribe();
      });
      return bed;
    });
    expect(states.map(([, state]) => state)).toEqual(['idle', 'connecting 1', 'failed: option WebSocketCtor: needed']);
  });
});

describe('disconnecting', () => {
  it('closes the socket whoever wants it, and waits for the close', () => {
    const { states, network } = virtually(({ after }) => {
      const bed = createBed({ scripts: [up()], farewell: 70 });
      bed.demand.hold();
      after(100, () => bed.demand.disconnect());
      return bed;
    });
    expect(states.slice(2)).toEqual([
      [30, 'connected 1.1'],
      [100, 'disconnecting'],
      [170, 'disconnected'],
    ]);
    expect(network.left).toEqual([[100, 1000]]);
  });

  it('is done after 2 s though the other side never answers', () => {
    const { states } = virtually(({ after }) => {
      const bed = createBed({ scripts: [up()], farewell: Infinity });
      bed.demand.hold();
      after(100, () => bed.demand.disconnect());
      return bed;
    });
    expect(states.slice(3)).toEqual([
      [100, 'disconnecting'],
      [2_100, 'disconnected'],
    ]);
  });

  it('is done after 2 s where a socket cannot be dropped either, as in browsers', () => {
    const { states } = virtually(({ after }) => {
      const { WebSocketCtor } = scriptedNetwork([up()], Infinity);
      const bed = createBed({
        WebSocketCtor: function (url: string) {
          return Object.assign(new WebSocketCtor(url), { terminate: undefined });
        } as unknown as typeof WebSocketCtor,
      });
      bed.demand.hold();
      after(100, () => bed.demand.disconnect());
      return bed;
    });
    expect(states.at(-1)).toEqual([2_100, 'disconnected']);
  });

  it('stays disconnected when it comes during a backoff (pusher-js: undone by the timer)', () => {
    const { states, network } = virtually(({ after }) => {
      const bed = createBed({ scripts: [script([5, opens], [6, closes(4100)])] });
      bed.demand.hold();
      after(500, () => bed.demand.disconnect());
      return bed;
    });
    expect(states.slice(2)).toEqual([
      [6, 'waiting 2, 1000: socket closed with 4100'],
      [500, 'disconnected'],
    ]);
    expect(network.asked).toHaveLength(1);
  });

  it.each([
    ['before the socket opens', 10],
    ['before the handshake', 25],
  ])('comes at once %s', (_, ms) => {
    const { states } = virtually(({ after }) => {
      const bed = createBed({ scripts: [up()] });
      bed.demand.hold();
      after(ms, () => bed.demand.disconnect());
      return bed;
    });
    expect(states.slice(2)).toEqual([[ms, 'disconnected']]);
  });

  it('is told though there was nothing to disconnect', () => {
    const { states } = virtually(({ after }) => {
      const bed = createBed({});
      after(1, () => bed.demand.disconnect());
      return bed;
    });
    expect(states).toEqual([
      [0, 'idle'],
      [1, 'disconnected'],
    ]);
  });

  it('holds over whoever comes to want the connection, until it is taken back', () => {
    const { states } = virtually(({ after }) => {
      const bed = createBed({ scripts: [up()] });
      bed.demand.disconnect();
      const hold = bed.demand.hold();
      after(100, () => bed.demand.connect());
      after(200, () => hold.unsubscribe());
      return bed;
    });
    expect(states).toEqual([
      [0, 'idle'],
      [0, 'disconnected'],
      [100, 'connecting 1'],
      [130, 'connected 1.1'],
      [200, 'idle'],
    ]);
  });

  it('drops what a session is given after it', () => {
    const { network } = virtually(({ after }) => {
      const bed = createBed({ scripts: [up()], farewell: 100 });
      bed.demand.hold();
      after(100, () => {
        const { session } = bed.connection$.value;
        bed.demand.disconnect();
        session?.send('{}');
        after(50, () => session?.send('{}'));
        after(150, () => session?.send('{}'));
      });
      return bed;
    });
    expect(network.sent).toEqual([]);
  });

  it('can be taken back while the socket is closing', () => {
    const { states } = virtually(({ after }) => {
      const bed = createBed({ scripts: [up('1.1'), up('2.2')], farewell: 500 });
      const hold = bed.demand.hold();
      after(100, () => bed.demand.disconnect());
      after(200, () => bed.demand.connect());
      after(900, () => hold.unsubscribe());
      return bed;
    });
    expect(states.slice(3)).toEqual([
      [100, 'disconnecting'],
      [200, 'connecting 1'],
      [230, 'connected 2.2'],
      [900, 'idle'],
    ]);
  });

  it('ends a failure as well', () => {
    const { states } = virtually(({ after }) => {
      const bed = createBed({ scripts: [refused] });
      bed.demand.hold();
      after(100, () => bed.demand.disconnect());
      return bed;
    });
    expect(states.slice(2)).toEqual([
      [10, NO_APP],
      [100, 'disconnected'],
    ]);
  });
});

describe('a change made while a state is being told', () => {
  it('is told after it, to everybody in the same order', () => {
    const heard = virtually(({ after }) => {
      const { connection$, demand } = createBed({ scripts: [up(), NEVER] });
      const first: string[] = [];
      const second: string[] = [];
      connection$.subscribe(({ state: { status } }) => {
        first.push(status);
        if (status === 'connected') demand.disconnect();
        if (status === 'disconnecting') demand.connect();
      });
      connection$.subscribe(({ state: { status } }) => second.push(status));
      const hold = demand.hold();
      after(50, () => hold.unsubscribe());
      return { first, second };
    });
    expect(heard.first).toEqual(['idle', 'connecting', 'connected', 'disconnecting', 'connecting', 'idle']);
    expect(heard.second).toEqual(heard.first);
  });

  it.each(['connecting', 'connected', 'waiting'])('may be that nobody wants it any more: %s', (moment) => {
    const { states, network } = virtually(() => {
      const bed = createBed({ scripts: [script([1, opens], [2, welcomes()], [3, breaks])] });
      const hold = new Subscription();
      bed.connection$.subscribe(({ state: { status } }) => {
        if (status === moment) hold.unsubscribe();
      });
      hold.add(bed.demand.hold());
      return bed;
    });
    expect(states.at(-1)?.[1]).toBe('idle');
    expect(states.filter(([, state]) => state === 'idle')).toHaveLength(2);
    expect(network.asked).toHaveLength(1);
  });
});
