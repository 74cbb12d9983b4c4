import type { PusherServer } from '../../lib/server/index.js';
import { apps } from './support/apps.js';
import type { Clients } from './support/clients.js';
import { clientsOf } from './support/clients.js';
import type { Soketi } from './support/soketi.js';
import { startSoketi } from './support/soketi.js';
import { first, subscribed } from './support/until.js';

let soketi: Soketi;
let clients: Clients;
let api: PusherServer;
beforeAll(async () => {
  soketi = await startSoketi();
  clients = clientsOf(soketi.port);
  api = clients.api(apps.main);
  const pushers = ['ada', 'bob'].map((user_id) => clients.client(apps.main, { member: { user_id } }));
  const channels = pushers.flatMap((pusher) => ['plain', 'presence-room'].map((name) => pusher.channel(name)));
  for (const channel of channels) clients.listen(channel);
  await subscribed(...channels);
});
afterAll(() => {
  clients.release();
  return soketi.stop();
});

describe('the API', () => {
  it('tells who is where', async () => {
    expect(Object.keys((await first(api.channels())).channels).sort()).toEqual(['plain', 'presence-room']);
    expect(Object.keys((await first(api.channels({ prefix: 'presence-' }))).channels)).toEqual(['presence-room']);
    expect(await first(api.channel('plain', { info: 'subscription_count' }))).toMatchObject({
      occupied: true,
      subscription_count: 2,
    });
    expect(await first(api.channel('presence-room', { info: 'user_count' }))).toMatchObject({ user_count: 2 });
    expect(await first(api.channel('empty'))).toMatchObject({ occupied: false });
    const { users } = await first(api.users('presence-room'));
    expect(users.map(({ id }) => id).sort()).toEqual(['ada', 'bob']);
  });

  it('signs what is escaped as the server reads it', async () => {
    expect(await first(api.channels({ prefix: 'a b&c=d+é/' }))).toEqual({ channels: {} });
  });

  it('refuses another secret: an error, though the status is 200', async () => {
    const forger = clients.api({ ...apps.main, secret: 'another' });
    await expect(first(forger.trigger('plain', 'e', 1))).rejects.toMatchObject({ _tag: 'ApiError', status: 401 });
    await expect(first(forger.channels())).rejects.toMatchObject({ _tag: 'ApiError', status: 401 });
  });

  it('refuses an application it does not know', async () => {
    const stranger = clients.api({ ...apps.main, id: 'no-id' });
    await expect(first(stranger.channels())).rejects.toMatchObject({ _tag: 'ApiError', status: 404 });
  });
});
