import { filter, firstValueFrom, timer } from 'rxjs';
import { clientOf, FakeServer } from '../support/fake-server.js';
import { CLOCKS, setClock } from '../support/set-clock.js';

// With the timers there are: time is not virtual here, and the clock of the machine is set while the client waits.

afterEach(() => jest.restoreAllMocks());

/** The slack (ms) that a busy machine needs. */
const SLACK = 400;

const expectAround = (time: number | undefined, due: number): void => {
  expect(time).toBeGreaterThan(due - 5);
  expect(time).toBeLessThan(due + SLACK);
};

/** Notes when things happen, in ms since now by a clock that nobody sets. */
const noted = () => {
  const start = performance.now();
  const times: Record<string, number> = {};
  return { times, note: (what: string) => void (times[what] = performance.now() - start) };
};

const pass = (ms: number) => firstValueFrom(timer(ms));

// The others are asked of the clock itself, and of deadlines.
const FOUR = CLOCKS.filter(([what]) => /hour|^frozen$|each look/.test(what));

describe.each(FOUR)('where the clock of the machine is %s', (_, clock) => {
  it('whatever has a time still has that time', async () => {
    const server = new FakeServer();
    const { answer } = server;
    server.answer = (frame, socket) => (frame.data?.channel === 'silent' ? undefined : answer(frame, socket));
    const pusher = clientOf(server, { subscriptionTimeout: 1_500, clientEvents: { limit: 2 }, linger: 0 });
    const { times, note } = noted();
    const room = pusher.channel('private-room');
    const listening = room.subscribe();
    listening.add(pusher.channel('silent').subscribe({ error: () => note('time-out') }));
    await firstValueFrom(room.state$.pipe(filter(({ status }) => status === 'subscribed')));
    room.trigger('client-x', 1);
    setClock(clock);
    // The third is beyond the pace: it goes 1.1 s after the first.
    for (const event of ['client-x', 'client-y'] as const) room.trigger(event, 2).subscribe(() => note(event));
    const rtt = firstValueFrom(pusher.ping());
    await pass(1_700);
    expectAround(times['client-x'], 0);
    expectAround(times['client-y'], 1_100);
    expectAround(times['time-out'], 1_500);
    expectAround(await rtt, 2);
    listening.unsubscribe();
  });

  it('waits are as long as they say, and their end comes', async () => {
    const server = new FakeServer();
    server.down = true;
    const pusher = clientOf(server, { unavailableTimeout: 150, reconnect: { minDelay: 120, maxDelay: 120 } });
    const { times, note } = noted();
    const delays: number[] = [];
    const watching = pusher.state$.subscribe((state) => {
      if (state.status === 'waiting') delays.push(state.delay);
    });
    const hold = pusher.connect();
    await pass(20);
    setClock(clock);
    watching.add(pusher.unavailable$.pipe(filter(Boolean)).subscribe(() => note('unavailable')));
    await pass(400);
    hold.unsubscribe();
    watching.unsubscribe();
    expectAround(times['unavailable'], 150);
    for (const delay of delays) {
      expect(delay).toBeGreaterThanOrEqual(0);
      expect(delay).toBeLessThanOrEqual(120);
    }
    expect(server.sockets.length).toBeGreaterThan(2);
    expect(server.sockets.length).toBeLessThan(7);
  });
});
