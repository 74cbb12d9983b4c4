import { retry } from 'rxjs';
import { secretAuthorizer } from '../../lib/server/index.js';
import { apps } from './support/apps.js';
import type { App } from './support/apps.js';
import type { Clients } from './support/clients.js';
import { clientsOf } from './support/clients.js';
import type { Soketi } from './support/soketi.js';
import { startSoketi } from './support/soketi.js';
import { pause, reaches, subscribed, until } from './support/until.js';

let soketi: Soketi;
let clients: Clients;
beforeAll(async () => {
  soketi = await startSoketi();
  clients = clientsOf(soketi.port);
});
afterEach(() => clients.release());
afterAll(() => soketi.stop());

const { main, single, lonely, disabled } = apps;
const UNKNOWN: App = { id: 'no-id', key: 'no-key', secret: 'no-secret' };

describe.each(['private-refused', 'presence-refused', 'private-encrypted-refused'])(
  'a subscription of %s with a wrong signature',
  (name) => {
    it('is an error of that channel alone, and tried again it succeeds', async () => {
      const options = {
        key: main.key,
        member: { user_id: '1' },
        encryptionMasterKeyBase64: Buffer.alloc(32).toString('base64'),
      };
      const signers = ['another', main.secret].map((secret) => secretAuthorizer({ ...options, secret }));
      let asked = 0;
      const pusher = clients.client(main, {
        channelAuthorization: (request) => signers[Math.min(asked++, 1)]!(request),
      });
      const other = clients.listen(pusher.channel('public-beside'));
      const states = clients.listen(pusher.channel(name).state$);
      const refused = clients.listen(pusher.channel(name));
      await until(() =>
        expect(refused.error).toMatchObject({ _tag: 'SubscriptionRejected', channel: name, status: 401 }),
      );
      expect(states.values.at(-1)).toEqual({ status: 'failed', cause: refused.error });

      asked = 0;
      clients.listen(pusher.channel(name).pipe(retry(1)));
      await subscribed(pusher.channel(name), pusher.channel('public-beside'));
      expect([asked, other.error]).toEqual([2, undefined]);
    });
  },
);

describe('a presence channel that is full', () => {
  it('refuses the next', async () => {
    const [ada, bob] = ['ada', 'bob'].map((user_id) => clients.client(lonely, { member: { user_id } }));
    clients.listen(ada!.channel('presence-full'));
    await subscribed(ada!.channel('presence-full'));
    const refused = clients.listen(bob!.channel('presence-full'));
    await until(() => expect(refused.error).toMatchObject({ _tag: 'SubscriptionRejected', status: 4100 }));
  });
});

describe.each([
  ['an unknown key', UNKNOWN, 4001],
  ['a disabled application', disabled, 4003],
])('%s', (_, app, code) => {
  it(`fails with ${code} for good: the connection, and every channel`, async () => {
    const pusher = clients.client(app);
    const states = clients.listen(pusher.state$);
    const channels = ['a', 'b'].map((name) => clients.listen(pusher.channel(name)));
    const { cause } = await reaches(pusher, 'failed');
    expect(cause).toMatchObject({ _tag: 'ServerError', code });
    await until(() => expect(channels.map(({ error }) => error)).toEqual([cause, cause]));
    await pause(300);
    expect(states.values.map(({ status }) => status)).toEqual(['idle', 'connecting', 'failed']);
  });
});

describe('an application whose connections are all taken', () => {
  it('lets in who goes on trying, as soon as there is room', async () => {
    const [taken, waiting] = [clients.client(single), clients.client(single)];
    const place = clients.listen(taken.channel('place'));
    await subscribed(taken.channel('place'));
    const heard = clients.listen(waiting.channel('place'));
    const { cause } = await reaches(waiting, 'waiting');
    expect(cause).toMatchObject({ _tag: 'ServerError', code: 4100 });
    place.leave();
    await subscribed(waiting.channel('place'));
    expect(heard.error).toBeUndefined();
  });
});
