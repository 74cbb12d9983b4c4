import * as fc from 'fast-check';
import { asyncScheduler } from 'rxjs';
import type { HttpFetch } from '../../lib/http/index.js';
import { httpSocket } from '../../lib/http/socket.js';
import type { Received, Socket } from '../../lib/connection/transport.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';
import type { Script } from './support.js';
import { held, line, scriptedHttp, WELCOME } from './support.js';

const URL_OF_SOCKET = 'wss://host/pusher/app/key?protocol=7&client=spec&version=1.0';
const LIMITS = { size: 262_144, age: () => Infinity, cut: () => undefined, grace: 1_000 };

/** An attempt, and all that came of it. */
const attempt = (fetch: HttpFetch, name: 'xhr_streaming' | 'xhr_polling' = 'xhr_streaming', limits = LIMITS) => {
  const frames: string[] = [];
  const told = (received: Received) =>
    received._tag === 'Right' ? received.right.event : `not: ${received.left.text.slice(0, 20)}`;
  const sockets: Socket[] = [];
  const control: string[] = [];
  const closes: number[] = [];
  const heard = listen(
    httpSocket({ url: URL_OF_SOCKET, name, limits, fetch }, { next: (frame) => frames.push(told(frame)) }),
    (socket) => {
      sockets.push(socket);
      socket.control$.subscribe({ next: (frame) => control.push(told(frame)), error: () => undefined });
      socket.closed$.subscribe({ complete: () => closes.push(asyncScheduler.now()) });
    },
  );
  return { heard, frames, control, closes, socket: () => sockets[0]! };
};

const reasonOf = (error: unknown) => (error as { cause?: { message?: string } }).cause?.message;

describe('A socket made of requests', () => {
  it('is never a reason to throw, whatever bytes come: it goes on, or fails with a close', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 12 }).map((bytes) => String.fromCharCode(...bytes)),
      fc.constantFrom(
        'o\n',
        'h\n',
        'a["x"]\n',
        'm"',
        'c[4200]\n',
        '\n',
        line(WELCOME),
        'a[{}]\n',
        'o{"hostname":"b"}\n',
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(5), piece), { maxLength: 10 }), fc.boolean(), (said, streams) => {
        inTime(({ pass, timers }) => {
          const http = scriptedHttp([said, said]);
          const { heard } = attempt(http.fetch, streams ? 'xhr_streaming' : 'xhr_polling');
          pass(50);
          if (heard.error !== undefined) expect(heard.error).toMatchObject({ _tag: 'SocketClosed' });
          heard.leave();
          pass(5_000);
          expect(timers()).toBe(0);
        });
      }),
    );
  });

  it('asks for frames at the URL of a session, another each time, and sends at that of the same', () =>
    inTime(({ pass }) => {
      const http = scriptedHttp([
        [
          [1, 'o{}\n'],
          [2, 'end'],
        ],
      ]);
      const { socket, heard } = attempt(http.fetch, 'xhr_polling');
      pass(5);
      socket().send('x');
      pass(5);
      const session = /^https:\/\/host\/pusher\/app\/key\/\d{1,3}\/[0-9a-v]{8}\//.exec(http.urls[0]!)![0];
      const query = /^\?protocol=7&client=spec&version=1\.0&t=\d+&n=\d+$/;
      expect(http.urls.map((url) => url.slice(0, session.length))).toEqual([session, session, session]);
      expect(http.urls.map((url) => url.slice(session.length))).toEqual([
        expect.stringMatching(/^xhr\?protocol=7&client=spec&version=1\.0&t=0&n=1$/),
        expect.stringMatching(/^xhr\?protocol=7&client=spec&version=1\.0&t=2&n=2$/),
        expect.stringMatching(/^xhr_send\?t=\d+&n=3$/),
      ]);
      expect(http.urls[0]!.slice(session.length + 3)).toMatch(query);
      heard.leave();
    }));

  it('has a name that nobody has had', () => {
    const names = Array.from({ length: 200 }, () => {
      const { urls, fetch } = scriptedHttp([]);
      attempt(fetch).heard.leave();
      return urls[0];
    });
    expect(new Set(names).size).toBe(200);
  });

  it.each(['xhr_streaming', 'xhr_polling'] as const)('brings frames in order, each once: %s', (name) =>
    inTime(({ pass, timers }) => {
      const scripts: Script[] =
        name === 'xhr_streaming'
          ? [
              [
                [1, 'o{}\n'],
                [2, line(WELCOME)],
                [3, line({ event: 'a' }, { event: 'b', channel: 'x' }) + 'm"{\\"ev'],
                [4, 'ent\\":\\"c\\"}"\nh'],
                [5, '\n'],
              ],
            ]
          : [
              [
                [1, 'o{}\n'],
                [1, 'end'],
              ],
              [
                [1, line(WELCOME)],
                [1, 'end'],
              ],
              [
                [1, line({ event: 'a' }, { event: 'b', channel: 'x' })],
                [2, 'end'],
              ],
              [
                [1, line({ event: 'c' })],
                [1, 'end'],
              ],
            ];
      const { frames, control, socket, heard } = attempt(scriptedHttp(scripts).fetch, name);
      pass(20);
      expect(frames).toEqual(['pusher:connection_established', 'a', 'b', 'c']);
      // What has no channel is the connection's own.
      expect(control).toEqual(['pusher:connection_established', 'a', 'c']);
      expect([socket().heard(), socket().transport]).toEqual([name === 'xhr_streaming' ? 5 : 4, name]);
      heard.leave();
      pass(3_000);
      expect(timers()).toBe(0);
    }),
  );

  it('passes on what is no frame as what it is', () =>
    inTime(({ pass }) => {
      const { frames } = attempt(scriptedHttp([[[1, 'o\na["{",7,{"event":"x"}]\n']]]).fetch);
      pass(5);
      expect(frames).toHaveLength(3);
      expect(frames.every((frame) => frame.startsWith('not: '))).toBe(true);
    }));

  it('sends what is written in one turn together, and what is written meanwhile in the next request', () =>
    inTime(({ pass }) => {
      const http = scriptedHttp([[[0, 'o\n']]], () => answer.response);
      const answer = held();
      const { socket } = attempt(http.fetch);
      pass(1);
      for (const text of ['a', 'b']) expect(socket().send(text)).toBe(true);
      pass(1);
      for (const text of ['c', 'd', 'é']) socket().send(text);
      pass(10);
      expect(http.asked.slice(1)).toEqual([[1, 'xhr_send', '["a","b"]']]);
      answer.status(204);
      pass(1);
      expect(http.asked.slice(1).map(([, , body]) => body)).toEqual(['["a","b"]', '["c","d","é"]']);
    }));

  it('sends no more at once than a request may carry, but each text whole', () =>
    inTime(({ pass }) => {
      const http = scriptedHttp([[[0, 'o\n']]]);
      const { socket } = attempt(http.fetch);
      pass(1);
      const texts = [40_000, 30_000, 20_000, 100_000, 1].map((length, i) => `${i}`.repeat(length));
      texts.forEach((text) => socket().send(text));
      pass(50);
      const bodies = http.asked.slice(1).map(([, , body]) => JSON.parse(body!) as string[]);
      expect(bodies.flat()).toEqual(texts);
      expect(bodies.map((body) => body.map(({ length }) => length))).toEqual([
        [40_000],
        [30_000, 20_000],
        [100_000],
        [1],
      ]);
    }));

  it('answers a heartbeat where it streams, and takes it for a sign of life', () =>
    inTime(({ pass }) => {
      const http = scriptedHttp([
        [
          [0, 'o\n'],
          [5, 'h\n'],
        ],
      ]);
      const { socket } = attempt(http.fetch);
      pass(10);
      expect([http.asked.slice(1), socket().heard()]).toEqual([[[5, 'xhr_send', '[]']], 1]);
      const polls = scriptedHttp([
        [
          [0, 'o\n'],
          [0, 'end'],
        ],
        [
          [5, 'h\n'],
          [5, 'end'],
        ],
      ]);
      attempt(polls.fetch, 'xhr_polling');
      pass(10);
      expect(polls.asked.map(([, path]) => path)).toEqual(['xhr', 'xhr', 'xhr']);
    }));

  it.each([
    ['c[4200,"again"]\n', 4200, 'again'],
    ['c[4001,"no app"]\n', 4001, 'no app'],
    ['c[1000]\n', 1000, ''],
  ])('is closed with the code that the server says: %j', (words, code, reason) =>
    inTime(({ pass, timers }) => {
      const { heard, closes, socket } = attempt(
        scriptedHttp([
          [
            [1, 'o\n'],
            [3, words],
          ],
        ]).fetch,
      );
      pass(5);
      expect(heard.error).toMatchObject({ _tag: 'SocketClosed', code, reason });
      expect([closes, socket().send('x'), timers()]).toEqual([[3], false, 0]);
    }),
  );

  it.each<[string, Script, RegExp]>([
    ['a refusal', 403, /answered with status 403/],
    ['what speaks another language', [[1, '<html>\n']], /says "<html>", which is none of the protocol/],
    ['frames before it is open', [[1, 'a["x"]\n']], /none of the protocol/],
    [
      'half of it',
      [
        [1, 'OK'],
        [2, 'end'],
      ],
      /in the middle of a line/,
    ],
    ['a network that fails', [[1, new Error('reset')]], /^reset$/],
    ['a session that begins once more', [[1, 'o\no\n']], /lost the session/],
    ['a broken line', [[1, 'o\na["x\n']], /none of the protocol/],
    ['a server that sends elsewhere', [[1, 'o{"hostname":"evil.example/x?"}\n']], /which is no host/],
  ])('fails (1006) with %s, and says what it was', (_, script, reason) =>
    inTime(({ pass, timers }) => {
      const http = scriptedHttp([script]);
      const { heard } = attempt(http.fetch);
      pass(5);
      expect(heard.error).toMatchObject({ _tag: 'SocketClosed', code: 1006, reason: '' });
      expect(reasonOf(heard.error)).toMatch(reason);
      expect(timers()).toBe(0);
    }),
  );

  it.each<[string, number | Error, RegExp]>([
    ['is refused', 404, /status 404/],
    ['fails', new Error('reset'), /^reset$/],
  ])('fails where a request that sends %s, and does not send twice', (_, how, reason) =>
    inTime(({ pass }) => {
      const answer = held();
      const http = scriptedHttp([[[0, 'o\n']]], () => answer.response);
      const { heard, socket } = attempt(http.fetch);
      pass(1);
      socket().send('a');
      pass(1);
      if (how instanceof Error) answer.response.error(how);
      else answer.status(how);
      pass(5);
      expect(heard.error).toMatchObject({ code: 1006 });
      expect(reasonOf(heard.error)).toMatch(reason);
      expect(http.asked.filter(([, path]) => path === 'xhr_send')).toHaveLength(1);
    }),
  );

  it('goes on at the host that the server has chosen, at the same port', () =>
    inTime(({ pass }) => {
      const http = scriptedHttp([
        [
          [1, 'o{"hostname":"b.example"}\n'],
          [1, 'end'],
        ],
      ]);
      const { socket } = attempt(http.fetch, 'xhr_polling');
      pass(5);
      socket().send('x');
      pass(5);
      expect(http.urls.map((url) => new URL(url).host)).toEqual(['host', 'b.example', 'b.example']);
    }));

  it('sends what was written before it is left, and is closed then', () =>
    inTime(({ pass, timers }) => {
      const answer = held();
      const http = scriptedHttp([[[0, 'o\n']]], () => answer.response);
      const { heard, socket, closes } = attempt(http.fetch);
      pass(1);
      socket().send('last');
      heard.leave();
      expect([socket().send('late'), http.aborted]).toEqual([false, [[1, 'xhr_streaming']]]);
      pass(10);
      expect([http.asked[1], closes]).toEqual([[1, 'xhr_send', '["last"]'], []]);
      answer.status(204);
      pass(1);
      expect([closes, timers()]).toEqual([[11], 0]);
    }));

  it('does not wait for ever for what was written', () =>
    inTime(({ pass, timers }) => {
      const http = scriptedHttp([[[0, 'o\n']]], () => held().response);
      const { heard, socket, closes } = attempt(http.fetch);
      pass(1);
      socket().send('last');
      heard.leave();
      pass(5_000);
      expect([closes, http.aborted, timers()]).toEqual([
        [2_001],
        [
          [1, 'xhr_streaming'],
          [2_001, 'xhr_send'],
        ],
        0,
      ]);
    }));

  it('leaves at once what is not open yet, and what was found dead', () =>
    inTime(({ pass, timers }) => {
      const early = scriptedHttp([[]]);
      attempt(early.fetch).heard.leave();
      expect([early.aborted, timers()]).toEqual([[[0, 'xhr_streaming']], 0]);
      const dead = scriptedHttp([[[0, 'o\n']]], () => held().response);
      const { heard, socket, closes } = attempt(dead.fetch);
      pass(1);
      socket().send('ping');
      pass(1);
      socket().terminate();
      heard.leave();
      expect([closes, timers()]).toEqual([[2], 0]);
    }));
});
