import { apps } from './support/apps.js';
import type { Clients } from './support/clients.js';
import { clientsOf } from './support/clients.js';
import { everythingTo, NAMES } from './support/everything.js';
import type { Soketi } from './support/soketi.js';
import { startSoketi } from './support/soketi.js';
import { first, reaches, subscribed, until } from './support/until.js';

let soketi: Soketi;
let clients: Clients;
beforeEach(async () => {
  soketi = await startSoketi();
  clients = clientsOf(soketi.port);
});
afterEach(() => {
  clients.release();
  return soketi.stop();
});

describe.each([
  ['stopped', ({ stop }: Soketi) => stop(), 4200],
  ['killed', ({ kill }: Soketi) => kill(), 1006],
] as const)('when the server is %s and started again', (_, ends, code) => {
  it('every channel comes back by itself, hears each event once, and the members are those there are', async () => {
    const api = clients.api(apps.main);
    const everyone = ['ada', 'bob'].map((user_id) =>
      everythingTo(clients, clients.client(apps.main, { member: { user_id } })),
    );
    await subscribed(...everyone.flatMap(({ channels }) => channels));
    for (const name of NAMES) await first(api.trigger(name, 'n', 1));
    const counts = () => everyone.map(({ heard }) => heard.map(({ values }) => values.length));
    await until(() => expect(counts()).toEqual(everyone.map(() => NAMES.map(() => 1))));

    const waiting = Promise.all(everyone.map(({ pusher }) => reaches(pusher, 'waiting')));
    await ends(soketi);
    await waiting;
    expect(everyone.map(({ present }) => present())).toEqual([undefined, undefined]);
    soketi = await startSoketi({ port: soketi.port });

    await until(() =>
      expect(everyone.map(({ resumed }) => resumed.map(({ values }) => values.length))).toEqual(
        everyone.map(() => NAMES.map(() => 1)),
      ),
    );
    expect(everyone[0]!.resumed[0]!.values[0]!.cause).toMatchObject({ _tag: 'SocketClosed', code });
    await until(() => expect(everyone.map(({ present }) => present())).toEqual(everyone.map(() => ['ada', 'bob'])));
    for (const name of NAMES) await first(api.trigger(name, 'n', 2));
    await until(() => expect(counts()).toEqual(everyone.map(() => NAMES.map(() => 2))));
    expect(everyone.flatMap(({ heard }) => heard.flatMap(({ error }) => error ?? []))).toEqual([]);
  });

  it('the user is signed in again', async () => {
    const pusher = clients.client(apps.users, { as: { id: 'ada' } });
    const users = clients.listen(pusher.user.data$);
    const heard = clients.listen(pusher.user.on('notice'));
    const here = () =>
      until(async () => expect((await first(pusher.channels$)).get('#server-to-user-ada')?.status).toBe('subscribed'));
    await here();
    const waiting = reaches(pusher, 'waiting');
    await ends(soketi);
    await waiting;
    soketi = await startSoketi({ port: soketi.port });
    await here();
    await first(clients.api(apps.users).sendToUser('ada', 'notice', 1));
    await until(() => expect(heard.values).toEqual([1]));
    expect(users.values).toEqual([{ id: 'ada' }, { id: 'ada' }]);
  });
});
