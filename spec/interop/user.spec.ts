import { secretAuthorizer } from '../../lib/server/index.js';
import { apps } from './support/apps.js';
import type { Clients } from './support/clients.js';
import { clientsOf } from './support/clients.js';
import type { Soketi } from './support/soketi.js';
import { startSoketi } from './support/soketi.js';
import { first, reaches, subscribed, until } from './support/until.js';

let soketi: Soketi;
let clients: Clients;
beforeAll(async () => {
  soketi = await startSoketi();
  clients = clientsOf(soketi.port);
});
afterEach(() => clients.release());
afterAll(() => soketi.stop());

const { users } = apps;
const as = (id: string) => clients.client(users, { as: { id, user_info: { name: id } } });
const signedInAs = async (id: string) => {
  const pusher = as(id);
  const heard = clients.listen(pusher.user.on('notice'));
  const data = await first(pusher.user.data$);
  await until(async () =>
    expect((await first(pusher.channels$)).get(`#server-to-user-${id}`)?.status).toBe('subscribed'),
  );
  return { pusher, heard, data };
};

describe('a signed-in user', () => {
  it('hears on each connection what is sent to the user, and nobody else does', async () => {
    const [ada, again, bob] = [await signedInAs('ada'), await signedInAs('ada'), await signedInAs('bob')];
    expect(ada.data).toEqual({ id: 'ada', user_info: { name: 'ada' } });
    await first(clients.api(users).sendToUser('ada', 'notice', { n: 1 }));
    await first(clients.api(users).sendToUser('bob', 'notice', { n: 2 }));
    await until(() =>
      expect([ada, again, bob].map(({ heard }) => heard.values)).toEqual([[{ n: 1 }], [{ n: 1 }], [{ n: 2 }]]),
    );
  });

  it('who is sent away stays away on every connection, until somebody wants it anew; others stay', async () => {
    const [ada, again, bob] = [await signedInAs('ada'), await signedInAs('ada'), await signedInAs('bob')];
    await first(clients.api(users).terminateUserConnections('ada'));
    for (const { pusher, heard } of [ada, again]) {
      const { cause } = await reaches(pusher, 'failed');
      expect(cause).toMatchObject({ _tag: 'SocketClosed', code: 4009 });
      expect(heard.error).toBe(cause);
    }
    expect((await first(bob.pusher.state$)).status).toBe('connected');
    expect(await first(ada.pusher.user.signin())).toMatchObject({ id: 'ada' });
  });

  it('is refused where the signature is not the server’s', async () => {
    const { key } = users;
    const forged = secretAuthorizer({ key, secret: 'another', user: { id: 'ada' } });
    const pusher = clients.client(users, { userAuthentication: forged });
    const signin = clients.listen(pusher.user.signin());
    await until(() => expect(signin.error).toMatchObject({ _tag: 'SigninRejected' }));
  });

  it('needs channel data in a presence channel all the same: soketi knows no other way', async () => {
    const pusher = as('ada');
    const heard = clients.listen(pusher.channel('presence-room'));
    await until(() => expect(heard.error).toMatchObject({ _tag: 'SubscriptionRejected', status: 4302 }));
  });

  it('hears its channels as everybody does', async () => {
    const { pusher } = await signedInAs('ada');
    const channel = pusher.channel('private-mail');
    const heard = clients.listen(channel.on('letter'));
    await subscribed(channel);
    await first(clients.api(users).trigger('private-mail', 'letter', 'dear'));
    await until(() => expect(heard.values).toEqual(['dear']));
  });
});
