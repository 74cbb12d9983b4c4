import { firstValueFrom } from 'rxjs';
import type { Sandbox } from '../../lib/sandbox/index.js';
import { createPusherServer } from '../../lib/server/index.js';
import type { Running } from '../sandbox/support/running.js';
import { run } from '../sandbox/support/running.js';
import type { Habits, HttpProxy } from './proxy.js';
import { startHttpProxy } from './proxy.js';
import type { Scenario, Told } from './scenario.js';
import { KINDS, startScenario } from './scenario.js';

jest.setTimeout(60_000);

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const until = async (holds: () => boolean, within = 15_000): Promise<void> => {
  const deadline = Date.now() + within;
  while (!holds() && Date.now() < deadline) await wait(20);
};

describe('Through a proxy', () => {
  let running: Running;
  let sandbox: Sandbox;
  let proxy: HttpProxy;
  let scenario: Scenario;

  beforeEach(async () => {
    running = await run();
    sandbox = running.sandbox;
  });
  afterEach(async () => {
    scenario.stop();
    await wait(50);
    await proxy.stop();
    running.stop();
  });

  const serverOf = () =>
    createPusherServer({
      url: `${sandbox.url.replace('://', '://app-key:app-secret@')}/apps/app-id`,
      encryptionMasterKeyBase64: sandbox.apps[0]!.encryptionMasterKeyBase64,
    });
  const start = async (habits: Habits, more: object = {}) => {
    proxy = await startHttpProxy(sandbox.port, habits);
    scenario = startScenario({ host: '127.0.0.1', port: proxy.port }, more);
    const begun = Date.now();
    const state = await scenario.ready();
    return { state, took: Date.now() - begun };
  };
  const publish = async (from: number, to: number, pause = 0) => {
    const server = serverOf();
    for (let n = from; n < to; n += 1) {
      await Promise.all(KINDS.map((name) => firstValueFrom(server.trigger(name, 'n', n), { defaultValue: undefined })));
      if (pause > 0) await wait(pause);
    }
  };
  const row = (to: number) => Array.from({ length: to }, (_, n) => n);
  const hasAll = (to: number) => () => KINDS.every((name) => (scenario.told().heard[name]?.length ?? 0) >= to);

  const whole: Omit<Told, 'states'> = {
    heard: Object.fromEntries(KINDS.map((name) => [name, row(20)])),
    clientEvents: ['private-room', 'presence-room'].flatMap((name) => row(4).map((n) => `${name} ${n}`)),
    toUser: ['hello'],
    members: ['alice', 'bob'],
    cached: ['kept'],
    errors: [],
    resumed: 0,
  };

  it.each<[string, Habits, string]>([
    ['refuses upgrades', { upgrades: 'refused' }, 'xhr_streaming'],
    ['swallows them', { upgrades: 'swallowed' }, 'xhr_streaming'],
    ['buffers answers whole', { upgrades: 'refused', buffers: true }, 'xhr_polling'],
    ['swallows upgrades and buffers answers', { upgrades: 'swallowed', buffers: true }, 'xhr_polling'],
    ['adds a second of delay', { upgrades: 'refused', delay: 500 }, 'xhr_streaming'],
    ['adds it and buffers', { upgrades: 'refused', delay: 500, buffers: true }, 'xhr_polling'],
  ])('that %s everything works, each event once and in order', async (_, habits, transport) => {
    const { state } = await start(habits);
    expect(state).toBe(`connected over ${transport}`);
    const server = serverOf();
    await firstValueFrom(server.trigger('private-cache-late', 'last', 'kept'), { defaultValue: undefined });
    await Promise.all([publish(0, 20), scenario.talk(), scenario.late('private-cache-late')]);
    await firstValueFrom(server.sendToUser('alice', 'note', 'hello'), { defaultValue: undefined });
    await until(hasAll(20));
    await until(() => scenario.told().toUser.length > 0 && scenario.told().clientEvents.length === 8);
    const { states, ...told } = scenario.told();
    expect(states).toEqual(['idle', 'connecting', `connected over ${transport}`]);
    expect({ ...told, clientEvents: [...told.clientEvents].sort() }).toEqual({
      ...whole,
      clientEvents: [...whole.clientEvents].sort(),
    });
    // In order from each channel.
    for (const name of ['private-room', 'presence-room'])
      expect(told.clientEvents.filter((what) => what.startsWith(name))).toEqual(row(4).map((n) => `${name} ${n}`));
  });

  it.each(['xhr_streaming', 'xhr_polling'])(
    'that cuts every answer at its age, %s learns that age: lost twice, it loses nothing from then on',
    async (name) => {
      await start(
        { upgrades: 'refused', cutsAt: 1_200 },
        { enabledTransports: [name], reconnect: { minDelay: 50, maxDelay: 100 } },
      );
      const connections = () => scenario.told().states.filter((state) => state.startsWith('connected')).length;
      await until(() => connections() === 3);
      expect(connections()).toBe(3);
      await scenario.ready();
      const before = scenario.told().heard[KINDS[0]!]!.length;
      expect(before).toBe(0);
      await publish(0, 80, 50);
      await until(hasAll(80));
      const { heard, errors } = scenario.told();
      expect(heard).toEqual(Object.fromEntries(KINDS.map((kind) => [kind, row(80)])));
      expect([connections(), errors]).toEqual([3, []]);
    },
  );
});
