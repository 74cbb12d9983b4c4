import { BehaviorSubject, EMPTY, of, Subject } from 'rxjs';
import type { Observable } from 'rxjs';
import { retry } from 'rxjs';
import { OptionError } from '../../lib/errors.js';
import type { PusherOptions } from '../../lib/options.js';
import { createPusher } from '../../lib/pusher.js';
import { breaks, closes, opens, script, throwingSocket, welcomes } from '../support/scripted-socket.js';
import type { Step } from '../support/scripted-socket.js';
import { virtually } from '../support/virtual.js';
import type { Bed, BedOptions } from './bed.js';
import { createBed } from './bed.js';

const refusing = script([0, breaks]);
const fatal = script([0, opens], [0, closes(4001)]);
const dropping = script([0, opens], [0, welcomes()], [1, breaks]);
const up = script([20, opens], [30, welcomes()]);

/** Plays for a second with somebody who wants it; `meddle` may do with each state what it likes. */
const played = (...play: Parameters<typeof plays>) => {
  const bed = plays(...play);
  return { ...bed, attempts: timesOf(bed) };
};

const timesOf = ({ network }: Pick<Bed, 'network'>) => network.asked.map(([at]) => at);

const plays = (
  options: BedOptions,
  meddle: (bed: Bed, status: string) => void = () => undefined,
  { lasts = 1_000, meanwhile = (): void => undefined } = {},
) =>
  virtually(({ after }) => {
    const bed = createBed(options);
    const hold = bed.demand.hold();
    let left = false;
    bed.connection$.subscribe(({ state: { status } }) => {
      // A law of its own: nothing may go round for ever, so nobody else would ever have a turn.
      if (bed.states.length > 5_000) throw new Error('it goes round for ever');
      if (!left) meddle(bed, status);
    });
    meanwhile();
    after(lasts, () => {
      left = true;
      hold.unsubscribe();
      bed.demand.disconnect();
    });
    return bed;
  });

const flip = ({ demand }: Bed): void => {
  demand.disconnect();
  demand.connect();
};
const flipAt =
  (...moments: readonly string[]) =>
  (bed: Bed, status: string): void => {
    if (moments.includes(status)) flip(bed);
  };

describe('attempts, whoever asks for them', () => {
  it.each<[string, Observable<Step>, readonly string[]]>([
    ['waiting, where the server refuses', refusing, ['waiting']],
    ['waiting, where the server drops what it accepts', dropping, ['waiting']],
    ['failed', fatal, ['failed']],
    ['failed and waiting', fatal, ['failed', 'waiting']],
    ['connecting', up, ['connecting']],
    ['connecting, where the server refuses', refusing, ['connecting', 'waiting']],
    ['connected', up, ['connected']],
    ['disconnected', refusing, ['disconnected', 'waiting']],
    ['each state', dropping, ['idle', 'connecting', 'connected', 'waiting', 'disconnecting', 'disconnected', 'failed']],
  ])('are few where a handler disconnects and connects at %s', (_, behaviour, moments) => {
    const { attempts, states } = played({ scripts: [behaviour] }, flipAt(...moments), { lasts: 10_000 });
    expect(attempts.length).toBeLessThan(120);
    expect(states.length).toBeLessThan(600);
    if (!moments.includes('connecting') && behaviour !== up) expect(attempts.length).toBeLessThan(13);
  });

  it('come no sooner than minDelay after the last has failed, though somebody disconnects and connects', () => {
    const { attempts } = played({ scripts: [refusing], random: () => 0.5 }, flipAt('waiting'), { lasts: 5_500 });
    expect(attempts).toEqual([0, 1_000, 2_000, 3_000, 4_000, 5_000]);
  });

  it('come no sooner either where it is wanted no more and then anew', () => {
    const { network, states } = virtually(({ after }) => {
      const bed = createBed({ scripts: [refusing, up], random: () => 0.9 });
      const hold = bed.demand.hold();
      after(100, () => hold.unsubscribe());
      after(200, () => {
        const again = bed.demand.hold();
        after(2_000, () => again.unsubscribe());
      });
      return bed;
    });
    expect(timesOf({ network })).toEqual([0, 1_000]);
    expect(states.map(([at, state]) => [at, state.split(':')[0]]).slice(2)).toEqual([
      [0, 'waiting 2, 3700'],
      [100, 'idle'],
      [200, 'waiting 1, 800'],
      [1_000, 'connecting 1'],
      [1_030, 'connected 1.1'],
      [2_200, 'idle'],
    ]);
  });

  it('come at once where the last one succeeded, and where none was made for so long', () => {
    const bed = virtually(({ after }) => {
      const bed = createBed({ scripts: [refusing, up, up, refusing, up], random: () => 0.9 });
      const visit = (from: number, to: number) =>
        after(from, () => {
          const hold = bed.demand.hold();
          after(to - from, () => hold.unsubscribe());
        });
      visit(0, 10);
      visit(1_000, 1_100);
      visit(1_110, 1_200);
      visit(5_000, 5_010);
      visit(9_000, 9_500);
      return bed;
    });
    expect(timesOf(bed)).toEqual([0, 1_000, 1_110, 5_000, 9_000]);
  });

  it('come at once after a connection, though the attempt before it had only just failed', () => {
    const online$ = new BehaviorSubject(false);
    const bed = virtually(({ after }) => {
      const bed = createBed({ scripts: [refusing, up], online$ });
      const hold = bed.demand.hold();
      after(10, () => online$.next(true));
      after(60, () => hold.unsubscribe());
      after(70, () => {
        const again = bed.demand.hold();
        after(100, () => again.unsubscribe());
      });
      return bed;
    });
    expect(timesOf(bed)).toEqual([0, 10, 70]);
  });

  it('have the delay that the state says', () => {
    const { states } = played({ scripts: [refusing], reconnect: { minDelay: 0 }, random: () => 0 });
    const waits = states.filter(([, state]) => state.startsWith('waiting')).map(([, state]) => state.split(':')[0]);
    expect(waits.slice(0, 4)).toEqual(['waiting 2, 0', 'waiting 3, 0', 'waiting 4, 100', 'waiting 5, 100']);
  });

  it.each<[string, PusherOptions['reconnect'], readonly number[]]>([
    ['minDelay 0', { minDelay: 0 }, [0, 0, 0, 100, 200, 300]],
    ['minDelay 0 and a short maxDelay', { minDelay: 0, maxDelay: 40 }, [0, 0, 0, 40, 80, 120]],
    ['a function that decides at once', () => EMPTY, [0, 0, 0, 100, 200, 300]],
    ['a function that answers at once', () => of(1), [0, 0, 0, 100, 200, 300]],
  ])('are spaced from the fourth in a row on with %s', (_, reconnect, times) => {
    for (const network of [
      { scripts: [refusing] },
      { WebSocketCtor: throwingSocket(new Error('blocked')) },
    ] satisfies BedOptions[]) {
      const { states } = played({ ...network, reconnect: reconnect!, random: () => 0 }, undefined, { lasts: 350 });
      const attempts = states.filter(([, state]) => state.startsWith('connecting')).map(([at]) => at);
      expect(attempts.slice(0, times.length)).toEqual(times);
      expect(attempts.length).toBeLessThan(14);
    }
  });

  it('are spaced though an online$ says again and again that the network is back', () => {
    const online$ = new BehaviorSubject(true);
    const { attempts } = played({ scripts: [refusing], online$ }, (_, status) => {
      if (status !== 'waiting') return;
      online$.next(false);
      online$.next(true);
    });
    expect(attempts.length).toBeLessThan(15);
  });

  it('are spaced though the page comes back again and again', () => {
    const resumed$ = new Subject<void>();
    const { attempts } = played({ scripts: [refusing], resumed$ }, (_, status) => {
      if (status === 'waiting') resumed$.next();
    });
    expect(attempts.length).toBeLessThan(15);
  });

  it('are few where a channel is tried again at once, minDelay is 0 and each fails on the spot', () => {
    const attempts = virtually(({ after }) => {
      const made: number[] = [];
      const pusher = createPusher('key', {
        wsHost: 'host',
        reconnect: { minDelay: 0 },
        WebSocketCtor: throwingSocket(new OptionError('WebSocketCtor', 'none'), () => {
          if (made.push(1) > 1_000) throw new Error('it goes round for ever');
        }),
      });
      const room = pusher.channel('a').pipe(retry()).subscribe();
      after(50, () => room.unsubscribe());
      return made;
    });
    expect(attempts.length).toBeLessThan(25);
  });

  it('may be had as often as people click: ten times within a second, each at once', () => {
    const bed = virtually(({ after }) => {
      const bed = createBed({ scripts: [up] });
      for (let click = 0; click < 10; click += 1) {
        after(click * 90, () => {
          const hold = bed.demand.hold();
          after(80, () => hold.unsubscribe());
        });
      }
      return bed;
    });
    expect(timesOf(bed)).toEqual([0, 90, 180, 270, 360, 450, 540, 630, 720, 810]);
  });
});
