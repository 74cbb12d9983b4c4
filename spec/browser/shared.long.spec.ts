import { executablePath } from '../support/chromium.js';
import type { Rig, Tab, TabState } from '../shared/browser/rig.js';
import { CHANNELS, createRig, until } from '../shared/browser/rig.js';

const skipped = executablePath === undefined ? ' (skipped: no chromium found)' : '';
const inBrowser = executablePath === undefined ? describe.skip : describe;

const TABS = 4;

inBrowser.each(['tab', 'worker'] as const)(`Tabs that share one connection through a %s${skipped}`, (host) => {
  let rig: Rig;
  const tabs: Tab[] = [];
  let published = 0;

  const connections = () => rig.sandbox.snapshot().connections.length;
  const states = (): Promise<TabState[]> => Promise.all(tabs.map((tab) => tab.state()));
  /** Every tab is subscribed to everything, over one connection. */
  const settled = (within = 8_000) =>
    until(
      async () => ({
        connections: connections(),
        subscribers: rig.sandbox.snapshot().channels.map(({ name, socketIds }) => `${name} ${socketIds.length}`),
        ids: [...new Set((await states()).map(({ socketId, states: all }) => `${all.at(-1)} ${socketId}`))],
        members: [...new Set((await states()).map(({ members }) => members.join()))],
      }),
      ({ connections: count, subscribers, ids, members }) =>
        count === 1 &&
        subscribers.length === CHANNELS.length &&
        subscribers.every((text) => text.endsWith(' 1')) &&
        ids.length === 1 &&
        ids[0]!.startsWith('connected') &&
        members.join() === 'me',
      within,
    );
  /** What is published now is heard by each tab once, in order, and done by one. */
  const allHear = async () => {
    const numbers = [1, 2, 3, 4, 5].map(() => (published += 1));
    const before = rig.done.length;
    for (const n of numbers) for (const channel of CHANNELS) rig.publish(channel, n);
    for (const tab of tabs)
      await until(
        async () => (await tab.state()).heard,
        (heard) => CHANNELS.every((channel) => heard[channel]!.slice(-5).join() === numbers.join()),
      );
    await until(
      () => rig.done.slice(before).sort((a, b) => a - b),
      (done) => done.join() === numbers.join(),
    );
  };
  const rightInTheEnd = async () => {
    await settled();
    await allHear();
    for (const { heard, errors } of await states()) {
      expect(errors).toEqual([]);
      for (const all of Object.values(heard)) expect(all).toEqual([...new Set(all)].sort((a, b) => a - b));
    }
    expect(new Set(rig.done).size).toBe(rig.done.length);
    expect(rig.errors).toEqual([]);
  };
  const add = async () => void tabs.push(await rig.open());
  const remove = (i: number): Tab => tabs.splice(i, 1)[0]!;
  const resumptions = async () => (await states()).map(({ resumed }) => resumed);

  beforeAll(async () => {
    rig = await createRig(host);
    await add();
    await Promise.all(Array.from({ length: TABS - 1 }, add));
  }, 60_000);
  afterAll(() => rig.close(), 30_000);

  it('are one connection, one subscription for each channel, one member, and one request for each signature', async () => {
    await rightInTheEnd();
    for (const { connected } of await states()) expect(connected).toBe(host);
    expect((await states()).filter(({ leads }) => leads)).toHaveLength(1);
    expect(rig.authorizations).toEqual(['/pusher/auth', '/pusher/auth']);
  });

  it('hear a tab that comes late, and each other', async () => {
    rig.publish('cache-d', (published += 1));
    await add();
    await until(
      async () => (await tabs.at(-1)!.state()).heard['cache-d'],
      (heard) => heard?.join() === String(published),
    );
    await tabs[0]!.trigger('private-b', 42);
    for (const tab of tabs.slice(1))
      await until(
        async () => (await tab.state()).clients,
        (clients) => clients.join() === '42',
      );
    expect((await tabs[0]!.state()).clients).toEqual([]);
    await rightInTheEnd();
  });

  it('go on when the first of them closes, another crashes, and others are frozen', async () => {
    await remove(0).close();
    await rightInTheEnd();
    await remove(0).crash();
    await rightInTheEnd();
    // Whichever of them leads, or would be next to lead, each has to do without the others in turn.
    for (let i = tabs.length; i > 0; i -= 1) {
      const frozen = tabs.splice(1);
      for (const tab of frozen) await tab.freeze();
      await rightInTheEnd();
      for (const tab of frozen) await tab.thaw();
      tabs.unshift(...frozen);
      await rightInTheEnd();
    }
  }, 30_000);

  it('see one ordinary reconnection when the server closes, is away, or answers 503', async () => {
    await settled();
    const before = await resumptions();
    rig.sandbox.close(4200);
    await until(resumptions, (after) => after.every((n, i) => n === before[i]! + CHANNELS.length));
    await rightInTheEnd();
    rig.gate.become('503');
    await until(states, (all) => all.every(({ states: its }) => its.at(-1) !== 'connected'));
    rig.gate.become('open');
    await rightInTheEnd();
  }, 30_000);

  it('leave nothing on the server when they close', async () => {
    while (tabs.length > 0) await remove(0).close();
    await until(connections, (count) => count === 0);
    expect(rig.errors).toEqual([]);
  });
});
