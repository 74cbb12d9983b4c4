import { retry, Subscription } from 'rxjs';
import type { Pusher, PusherOptions } from '../../lib/index.js';
import { createPusher } from '../../lib/pusher.js';
import { breaks, closes, opens, script, scriptedNetwork, welcomes } from '../support/scripted-socket.js';
import { virtually } from '../support/virtual.js';

const refusing = script([0, breaks]);
const fatal = script([0, opens], [0, closes(4001, 'no app')]);
const short = script([0, opens], [0, welcomes()], [10, breaks]);

/** What the console says in two minutes. */
const said = (
  scripts: Parameters<typeof scriptedNetwork>[0],
  options: PusherOptions = {},
  listen: (pusher: Pusher) => Subscription | undefined = () => undefined,
) => {
  const lines: unknown[] = [];
  const warn = jest.spyOn(console, 'warn').mockImplementation((...line) => void lines.push(line));
  try {
    virtually(({ after }) => {
      const { WebSocketCtor } = scriptedNetwork(scripts);
      const pusher = createPusher('app-key', {
        wsHost: 'host',
        wsPath: '/x',
        random: () => 0,
        WebSocketCtor,
        ...options,
      });
      const all = pusher.connect();
      all.add(listen(pusher));
      // A channel's subscribers are told of the channel, and not of a connection that is tried again.
      all.add(
        pusher
          .channel('a')
          .pipe(retry({ delay: 20_000 }))
          .subscribe(),
      );
      after(120_000, () => all.unsubscribe());
    });
  } finally {
    warn.mockRestore();
  }
  return lines;
};

describe('a developer to whom nobody tells anything', () => {
  it('hears once that there is no connection, to what and why, when the third attempt has failed', () => {
    expect(said([refusing])).toEqual([
      [
        'rx-pusher: no connection to wss://host/x/app/app-key, waiting 1 s: the network is down. ' +
          'Watch state$, or set the option logger.',
      ],
    ]);
  });

  it('hears at once, and once, of a failure that is final', () => {
    expect(said([fatal])).toEqual([
      [
        'rx-pusher: no connection to wss://host/x/app/app-key, failed: socket closed with 4001: "no app". ' +
          'Watch state$, or set the option logger.',
      ],
    ]);
  });

  it.each([
    ['the connection comes at the third attempt', [refusing, refusing, script([0, opens], [0, welcomes()])]],
    ['there has been a connection', [short, refusing]],
  ])('hears nothing where %s', (_, scripts) => {
    expect(said(scripts)).toEqual([]);
  });

  it.each<[string, PusherOptions, ((pusher: Pusher) => Subscription) | undefined]>([
    ['there is a logger', { logger: { debug: () => undefined } }, undefined],
    ['there is one that is told nothing', { logger: {} }, undefined],
    ['somebody watches state$', {}, ({ state$ }) => state$.subscribe()],
    ['somebody watches socketId$', {}, ({ socketId$ }) => socketId$.subscribe()],
    ['somebody watches unavailable$', {}, ({ unavailable$ }) => unavailable$.subscribe()],
    ['somebody watches errors$', {}, ({ errors$ }) => errors$.subscribe()],
  ])('hears nothing where %s', (_, options, listen) => {
    expect(said([refusing], options, listen)).toEqual([]);
    expect(said([fatal], options, listen)).toEqual([]);
  });

  it('hears of it where whoever watched has left', () => {
    expect(
      said([refusing], {}, ({ state$ }) => {
        const watching = state$.subscribe();
        watching.unsubscribe();
        return watching;
      }),
    ).toHaveLength(1);
  });

  it('hears nothing where whoever watches leaves with the failure of the channel', () => {
    const all = new Subscription();
    expect(
      said([fatal], {}, ({ state$, channel }) => {
        all.add(state$.subscribe());
        all.add(channel('b').subscribe({ error: () => all.unsubscribe() }));
        return all;
      }),
    ).toEqual([]);
    expect(all.closed).toBe(true);
  });

  it('hears nothing where nothing is wanted, and nothing breaks where there is no console', () => {
    const { warn } = console;
    Object.assign(console, { warn: undefined });
    try {
      virtually(({ after }) => {
        const { WebSocketCtor } = scriptedNetwork([fatal]);
        const hold = createPusher('key', { wsHost: 'host', WebSocketCtor }).connect();
        after(10, () => hold.unsubscribe());
      });
    } finally {
      Object.assign(console, { warn });
    }
  });
});
