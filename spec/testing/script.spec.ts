import { of } from 'rxjs';
import { OptionError } from '../../lib/errors.js';
import { fakePusher } from '../../lib/testing/index.js';
import type { FakeServer } from '../../lib/testing/index.js';
import { createPlay } from '../../lib/testing/script.js';
import { virtually } from './support/virtually.js';

const part = (heard: unknown[]) => ({
  name: 'numbers',
  letter: (letter: string) => (letter === 'x' ? undefined : letter.length),
  perform: (act: number) => void heard.push(act),
});

describe('a script', () => {
  it('reads a letter by its value, or by what it stands for by itself', () => {
    const heard: unknown[] = [];
    const play = createPlay((marbles) => marbles.split(''));
    play(part(heard), 'abc', { b: 7 });
    expect(heard).toEqual([1, 7, 1]);
  });

  it('may be a stream of what happens, or a list', () => {
    const heard: unknown[] = [];
    const play = createPlay(() => []);
    play(part(heard), of(1, 2));
    play(part(heard), [3]);
    expect(heard).toEqual([1, 2, 3]);
  });

  it('names a letter that stands for nothing, whatever objects inherit', () => {
    jest.useFakeTimers();
    try {
      createPlay(() => ['x'])(part([]), 'x');
      expect(() => jest.runAllTimers()).toThrow(new OptionError('numbers script', 'nothing is said of "x"'));
      createPlay(() => ['toString'])({ ...part([]), letter: () => undefined }, 'x');
      expect(() => jest.runAllTimers()).toThrow('toString');
    } finally {
      jest.useRealTimers();
    }
  });
});

const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;

describe('a value that is nothing a script can do', () => {
  type Plays = (server: FakeServer, script: string, values: Readonly<Record<string, never>>) => void;
  const wrong = (...values: readonly unknown[]) => values;
  const events = wrong(
    'tick',
    { price: 1 },
    [],
    [''],
    [1, 2],
    ['tick', 1, 2],
    null,
    7,
    undefined,
    ['tick', 1n],
    ['tick', cyclic],
    ['tick', () => 1],
  );
  const acts: readonly (readonly [string, Plays, readonly unknown[]])[] = [
    ['events of prices', (server, script, values) => server.events('prices', script, values), events],
    ['user', (server, script, values) => server.user(script, values), events],
    [
      'members of presence-room',
      (server, script, values) => server.members('presence-room', script, values),
      wrong(
        'ada',
        ['ada'],
        ['joins', 'ada'],
        ['join'],
        ['join', ''],
        ['join', 7],
        ['leave', 'ada', {}],
        ['trigger', 'ada'],
        ['trigger', 'ada', 'tick'],
        ['join', 'ada', 1n],
        null,
      ),
    ],
    [
      'watchlist',
      (server, script, values) => server.watchlist(script, values),
      wrong('online', [], ['on', 'ada'], ['online', 7], ['online', ''], null),
    ],
    [
      'counts of prices',
      (server, script, values) => server.counts('prices', script, values),
      wrong('3', -1, 1.5, NaN, null, [3]),
    ],
    [
      'network',
      (server, script, values) => server.network(script, values),
      wrong('down', -1, 1.5, {}, [], { text: 'x', latency: {} }, null, true),
    ],
    [
      'authorization',
      (server, script, values) => server.authorization(script, values),
      wrong('denied', -1, [], null, true),
    ],
  ];

  it.each(acts.flatMap(([name, play, values]) => values.map((value) => [name, value, play] as const)))(
    'is refused at once, with the name of the script and the letter: %s, %p',
    (name, value, play) => {
      virtually((helpers) => {
        const { server } = fakePusher(helpers);
        const played = () => play(server, '-a', { a: value as never });
        expect(played).toThrow(OptionError);
        expect(played).toThrow(`option ${name} script: "a" is `);
        expect(played).toThrow(/, not [^]/);
      });
    },
  );

  it('says what one would be, and what it is', () => {
    virtually((helpers) => {
      const { server } = fakePusher(helpers);
      expect(() => server.events('prices', 'ab', { a: ['tick'], b: { price: 1 } as never })).toThrow(
        new OptionError('events of prices script', '"b" is {"price":1}, not [event, data], with data that has JSON'),
      );
    });
  });

  it.each([
    ['network', { latency: { dwn: 5 } }, 'network script, "a".latency.dwn: no such option; did you mean down?'],
    ['network', { latency: { down: '5' } }, 'network script, "a".latency.down: not a number of ms'],
    ['network', { latency: 5 }, 'network script, "a".latency: not an object'],
    ['network', { text: 5 }, 'network script, "a".text: not a string'],
    ['network', { txt: '' }, 'network script, "a".txt: no such option; did you mean text?'],
    ['authorization', { stauts: 401 }, 'authorization script, "a".stauts: no such option; did you mean status?'],
    ['authorization', { delay: '5' }, 'authorization script, "a".delay: not a number of 0 or more'],
    ['authorization', { status: '401' }, 'authorization script, "a".status: not a status'],
  ] as const)('is named where it is in another: %s, %j', (name, value, complaint) => {
    virtually((helpers) => {
      const { server } = fakePusher(helpers);
      expect(() => server[name]('-a', { a: value as never })).toThrow(`option ${complaint}`);
    });
  });

  it('is named as one of a stream, or of a list, where there are no letters', () => {
    jest.useFakeTimers();
    try {
      const { server } = fakePusher();
      for (const script of [of({ price: 1 }), [{ price: 1 }]]) {
        server.events('prices', script as never);
        expect(() => jest.runAllTimers()).toThrow(
          'option events of prices script: a value is {"price":1}, not [event, data]',
        );
      }
    } finally {
      jest.useRealTimers();
    }
  });

  it('is named where a function decided so', () => {
    jest.useFakeTimers();
    try {
      for (const decided of ['denied', undefined, () => 200, { stauts: 401 }]) {
        const { pusher, server } = fakePusher({ channelAuthorization: { retry: { attempts: 0 } } });
        server.authorization([(() => decided) as never]);
        const errors: unknown[] = [];
        pusher.channel('private-a').subscribe({ error: (error: unknown) => errors.push((error as Error).cause) });
        jest.advanceTimersByTime(100);
        expect(String(errors[0])).toContain('option authorization script');
        expect(String(errors[0])).toContain('what the function returned');
      }
    } finally {
      jest.useRealTimers();
    }
  });

  it('is not what it may be', () => {
    virtually((helpers) => {
      const { server } = fakePusher(helpers);
      expect(() => {
        server.events('a', '-a', {
          a: ['e'],
          b: ['e', null],
          c: ['e', { deep: [1] }],
          d: ['e', ''],
          e: ['e', undefined],
        });
        server.members('a', '-a', {
          a: ['join', 'x'],
          b: ['join', 'x', null],
          c: ['leave', 'x'],
          d: ['trigger', 'x', 'client-y', 0],
        });
        server.watchlist('-a', { a: ['online'], b: ['offline', 'x', 'y'] });
        server.counts('a', '-a', { a: 0, b: 1_000_000 });
        server.network('-a', {
          a: 1006,
          b: 'half-open',
          c: { text: '' },
          d: { latency: {} },
          e: { latency: { up: 0 } },
        });
        server.authorization('-a', { a: 599, b: {}, c: { delay: Infinity, body: null }, d: () => 200 });
      }).not.toThrow();
    });
  });
});

describe('a script of events', () => {
  it('sends null as it is', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers);
      server.events('prices', '-a', { a: ['tick', null] });
      helpers.expectObservable(pusher.channel('prices').on('tick'), '^ 9ms !').toBe('-a', { a: null });
    });
  });
});
