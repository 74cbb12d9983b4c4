import { asyncScheduler, firstValueFrom } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { webSocket } from 'rxjs/webSocket';
import { createEngine } from '../../lib/sandbox/engine/index.js';
import type { Latency, MemoryNetwork, MemorySocket } from '../../lib/sandbox/memory/index.js';
import { createMemoryNetwork } from '../../lib/sandbox/memory/index.js';

const URL_OF_APP = 'ws://sandbox/app/app-key?protocol=7&client=spec&version=1.0';
const SUBSCRIBE = '{"event":"pusher:subscribe","data":{"channel":"a"}}';

/** Runs a script in virtual time on a network of its own. */
const virtually = (
  script: (network: MemoryNetwork, at: (ms: number, run: () => void) => void) => void,
  latency?: Latency,
) => {
  new TestScheduler(() => undefined).run(({ flush }) => {
    const network = createMemoryNetwork(createEngine(), latency);
    script(network, (ms, run) => void asyncScheduler.schedule(run, ms));
    flush();
  });
};

/** A socket, and what happens to it with the time of each: `open`, the event of a message, `error`, the code of a close. */
const watched = (network: MemoryNetwork, url = URL_OF_APP) => {
  const socket: MemorySocket = new network.WebSocket(url);
  const log: (readonly [number, string | number])[] = [];
  const note = (what: string | number) => void log.push([asyncScheduler.now(), what]);
  socket.onopen = () => note('open');
  socket.onmessage = ({ data }) => note(/"event":"(?:pusher_internal:|pusher:)?([^"]+)"/.exec(data)?.[1] ?? data);
  socket.onerror = () => note('error');
  socket.onclose = ({ code, wasClean }) => note(wasClean ? code : -code);
  return { socket, log };
};

describe('the network in memory', () => {
  it('opens and shakes hands asynchronously, all at once without latency', () => {
    virtually((network, at) => {
      const { log, socket } = watched(network);
      expect([log, socket.readyState]).toEqual([[], 0]);
      at(0, () => undefined);
      at(1, () => {
        expect(log).toEqual([
          [0, 'open'],
          [0, 'connection_established'],
        ]);
        expect(socket.readyState).toBe(1);
        network.stop();
      });
    });
  });

  it('takes its time in each direction, and more or less of it from any moment on, without overtaking', () => {
    virtually(
      (network, at) => {
        const { log, socket } = watched(network);
        at(40, () => {
          socket.send(SUBSCRIBE);
          network.delay({ up: 1, down: 2 });
          socket.send('{"event":"pusher:ping"}');
        });
        at(100, () => {
          socket.send('{"event":"pusher:ping"}');
        });
        at(200, () => {
          expect(log).toEqual([
            [30, 'open'],
            [30, 'connection_established'],
            // Sent with 10 ms, answered with 2; the ping waits behind it.
            [52, 'subscription_succeeded'],
            [52, 'subscription_count'],
            [52, 'pong'],
            [103, 'pong'],
          ]);
          network.stop();
        });
      },
      { up: 10, down: 20 },
    );
  });

  it('is what the WebSocket of rxjs needs', () => {
    virtually((network, at) => {
      const events: unknown[] = [];
      const subject = webSocket<{ event: string }>({ url: URL_OF_APP, WebSocketCtor: network.WebSocket as never });
      const subscription = subject.subscribe(({ event }) => events.push(event));
      subject.next({ event: 'pusher:ping' });
      at(5, () => {
        expect(events).toEqual(['pusher:connection_established', 'pusher:pong']);
        subscription.unsubscribe();
      });
      at(6, () => {
        expect(network.snapshot().connections).toEqual([]);
        network.stop();
      });
    });
  });

  it('closes both ends when the client closes, with its code', () => {
    virtually(
      (network, at) => {
        const { log, socket } = watched(network);
        at(50, () => {
          socket.close(1000, 'bye');
          expect(socket.readyState).toBe(2);
          socket.send(SUBSCRIBE);
        });
        at(59, () => expect(network.snapshot().connections).toHaveLength(1));
        at(61, () => expect(network.snapshot().connections).toEqual([]));
        at(100, () => {
          expect(log.slice(2)).toEqual([[80, 1000]]);
          network.stop();
        });
      },
      { up: 10, down: 20 },
    );
  });

  it('fails a socket that is closed before it opened, and the server forgets it', () => {
    virtually(
      (network, at) => {
        const { log, socket } = watched(network);
        expect(() => socket.send(SUBSCRIBE)).toThrow('not open');
        at(5, () => socket.close());
        at(100, () => {
          expect(log).toEqual([
            [25, 'error'],
            [25, -1006],
          ]);
          expect(network.snapshot().connections).toEqual([]);
          network.stop();
        });
      },
      { up: 10, down: 20 },
    );
  });

  it.each([
    [
      'refuse',
      [
        [30, 'error'],
        [30, -1006],
      ],
    ],
    ['hang', []],
    ['half-open', []],
    ['mute', [[30, 'open']]],
  ] as const)('that is %s does this to a new socket: %j', (condition, expected) => {
    virtually(
      (network, at) => {
        network.become(condition);
        const { log, socket } = watched(network);
        at(100, () => {
          if (socket.readyState === 1) socket.send(SUBSCRIBE);
        });
        at(500, () => {
          expect(log).toEqual(expected);
          network.stop();
        });
      },
      { up: 10, down: 20 },
    );
  });

  it('lets what is sent vanish while it is half-open, in both directions', () => {
    virtually((network, at) => {
      const { log, socket } = watched(network);
      at(10, () => socket.send(SUBSCRIBE));
      at(20, () => {
        network.become('half-open');
        socket.send('{"event":"pusher:ping"}');
        network.handle({ type: 'publish', channel: 'a', event: 'lost', data: '1' });
      });
      at(30, () => {
        network.become('up');
        network.handle({ type: 'publish', channel: 'a', event: 'heard', data: '1' });
      });
      at(40, () => {
        expect(log.slice(2).map(([, what]) => what)).toEqual(['subscription_succeeded', 'subscription_count', 'heard']);
        network.stop();
      });
    });
  });

  it('ends a half-open socket at once if it is terminated, after 30 s if it is closed', () => {
    virtually((network, at) => {
      const [one, two] = [watched(network), watched(network)];
      at(10, () => {
        network.become('half-open');
        one.socket.terminate();
        two.socket.close(1000);
      });
      at(60_000, () => {
        expect([one.log.slice(2), two.log.slice(2)]).toEqual([[[10, -1006]], [[30_010, -1006]]]);
        // Nobody told the server.
        expect(network.snapshot().connections).toHaveLength(2);
        network.stop();
      });
    });
  });

  it('lets the server notice that a socket was terminated', () => {
    virtually((network, at) => {
      const { log, socket } = watched(network);
      at(10, () => {
        socket.terminate();
        socket.close();
        socket.terminate();
      });
      at(20, () => {
        expect([log.slice(2), network.snapshot().connections]).toEqual([[[10, -1006]], []]);
        network.stop();
      });
    });
  });

  it('drops with any code, and the server has forgotten the socket', () => {
    virtually((network, at) => {
      const logs = [4200, 1006, 4001].map((code, i) => {
        const { log } = watched(network);
        at(10 * (i + 1), () => network.drop(code, '', i + 1));
        return log;
      });
      const rest = watched(network);
      at(50, () => network.drop());
      at(60, () => {
        expect(logs.map((log) => log[2])).toEqual([
          [10, 4200],
          [20, -1006],
          [30, 4001],
        ]);
        expect(rest.log[2]).toEqual([50, -1006]);
        expect(network.snapshot().connections).toEqual([]);
        network.stop();
      });
    });
  });

  it('says what the engine did not', () => {
    virtually((network, at) => {
      const { log } = watched(network);
      at(10, () => network.inject('garbage'));
      at(20, () => {
        expect(log[2]).toEqual([10, 'garbage']);
        network.stop();
      });
    });
  });

  it('shows every socket that was asked for, and every text that arrived', () => {
    virtually((network, at) => {
      const urls: string[] = [];
      const texts: string[] = [];
      network.sockets$.subscribe(({ url }) => urls.push(url));
      network.received$.subscribe(({ text }) => texts.push(text));
      const { socket } = watched(network);
      network.become('refuse');
      watched(network, 'ws://elsewhere/');
      network.become('up');
      at(10, () => socket.send('x'));
      at(20, () => {
        expect([urls, texts]).toEqual([[URL_OF_APP, 'ws://elsewhere/'], ['x']]);
        network.stop();
      });
    });
  });

  it('refuses a URL that is none as a WebSocket does', () => {
    const network = createMemoryNetwork(createEngine());
    expect(() => new network.WebSocket('nowhere')).toThrow('Invalid URL');
  });

  it('lets the server keep time: a silent client is pinged, then closed', () => {
    virtually((network, at) => {
      const { log } = watched(network);
      at(200_000, () => {
        expect(log.slice(2)).toEqual([
          [150_000, 'ping'],
          [180_000, 4201],
        ]);
      });
    });
  });

  it('is silent once it is stopped', () => {
    virtually((network, at) => {
      const { log, socket } = watched(network);
      at(10, () => {
        network.stop();
        socket.send(SUBSCRIBE);
      });
      at(300_000, () => expect(log).toHaveLength(2));
    });
  });

  it('has clients that are not there, played by whoever holds it', () => {
    virtually((network, at) => {
      const { log, socket } = watched(network);
      at(10, () => {
        socket.send(SUBSCRIBE);
      });
      at(20, () => {
        network.handle({ type: 'opened', connection: 'ghost', url: '/app/app-key?protocol=7' });
        network.handle({ type: 'received', connection: 'ghost', text: SUBSCRIBE });
      });
      at(30, () => {
        expect(log.at(-1)).toEqual([20, 'subscription_count']);
        network.stop();
      });
    });
  });

  it('serves in order, each step in its own time, and at once what takes none', () => {
    virtually(
      (network, at) => {
        const { log, socket } = watched(network);
        at(20, () => {
          socket.send('{"event":"pusher:ping"}');
          socket.send(SUBSCRIBE);
          socket.send('{"event":"pusher:ping"}');
        });
        at(60, () => {
          expect(log).toEqual([
            [0, 'open'],
            [10, 'connection_established'],
            [20, 'pong'],
            [50, 'subscription_succeeded'],
            [50, 'subscription_count'],
            [50, 'pong'],
          ]);
          network.stop();
        });
      },
      { handshake: 10, subscription: 30 },
    );
  });

  it('shakes no hands with a socket that was dropped meanwhile', () => {
    virtually(
      (network, at) => {
        const { log } = watched(network);
        at(5, () => network.drop());
        at(20, () => {
          expect(log).toEqual([
            [0, 'open'],
            [5, -1006],
          ]);
          expect(network.snapshot().connections).toEqual([]);
        });
      },
      { handshake: 10 },
    );
  });

  it('tells when a socket has ended at its client, whether it was open or not', () => {
    virtually((network, at) => {
      const ended: unknown[] = [];
      network.closes$.subscribe((connection) => ended.push([asyncScheduler.now(), connection]));
      const [one] = [watched(network), watched(network)];
      at(10, () => one.socket.terminate());
      at(20, () => network.drop());
      at(30, () => {
        network.become('refuse');
        watched(network);
      });
      at(40, () => {
        expect(ended).toEqual([
          [10, 1],
          [20, 2],
          [30, 3],
        ]);
      });
    });
  });

  it('leaves no timer once its last socket is gone', () => {
    jest.useFakeTimers();
    try {
      const { socket } = watched(createMemoryNetwork(createEngine()));
      jest.advanceTimersByTime(10);
      expect(jest.getTimerCount()).toBe(1);
      socket.close(1000);
      jest.advanceTimersByTime(10);
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  describe('its fetch', () => {
    const body = 'socket_id=1.2&channel_name=private-a';
    const ask = (network: MemoryNetwork, log: unknown[]) =>
      network
        .fetch('http://sandbox/pusher/auth', { method: 'POST', headers: new Headers({ a: 'b' }), body })
        .subscribe({
          next: ({ status, ok, headers }) => log.push([asyncScheduler.now(), status, ok, headers.get('Content-Type')]),
          error: (error: unknown) => log.push([asyncScheduler.now(), (error as Error).name]),
          complete: () => log.push('complete'),
        });

    it('answers after the latency, once for each subscription', () => {
      virtually(
        (network, at) => {
          const log: unknown[] = [];
          ask(network, log);
          at(100, () => {
            expect(log).toEqual([[30, 200, true, 'application/json'], 'complete']);
          });
        },
        { up: 10, down: 20 },
      );
    });

    it('has a body, and a status for what is wrong', async () => {
      const network = createMemoryNetwork(createEngine());
      const granted = await firstValueFrom(network.fetch('/pusher/auth', { method: 'POST', body }));
      expect(JSON.parse(await firstValueFrom(granted.text()))).toEqual({ auth: expect.any(String) as string });
      expect(await firstValueFrom(network.fetch('https://host:1/apps/app-id/channels?x=1'))).toMatchObject({
        status: 401,
        ok: false,
      });
      network.stop();
    });

    it.each([
      ['refuse', [[0, 'TypeError']]],
      ['hang', []],
      ['half-open', []],
    ] as const)('is %s-ed along with the network', (condition, expected) => {
      virtually((network, at) => {
        network.become(condition);
        const log: unknown[] = [];
        ask(network, log);
        at(100, () => expect(log).toEqual(expected));
      });
    });

    it('thinks about a request as long as it is told to', () => {
      virtually(
        (network, at) => {
          const log: unknown[] = [];
          ask(network, log);
          ask(network, log);
          at(100, () => {
            const answered = [40, 200, true, 'application/json'];
            expect(log).toEqual([answered, 'complete', answered, 'complete']);
          });
        },
        { request: 40 },
      );
    });

    it('is silent once it is unsubscribed', () => {
      virtually((network, at) => {
        const log: unknown[] = [];
        ask(network, log).unsubscribe();
        at(100, () => expect(log).toEqual([]));
      });
    });
  });
});
