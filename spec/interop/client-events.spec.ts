import { merge } from 'rxjs';
import type { ChannelEvent } from '../../lib/index.js';
import { apps } from './support/apps.js';
import type { Clients } from './support/clients.js';
import { clientsOf } from './support/clients.js';
import type { Soketi } from './support/soketi.js';
import { startSoketi } from './support/soketi.js';
import { first, subscribed, until } from './support/until.js';

let soketi: Soketi;
let clients: Clients;
beforeAll(async () => {
  soketi = await startSoketi();
  clients = clientsOf(soketi.port);
});
afterEach(() => clients.release());
afterAll(() => soketi.stop());

const member = (user_id: string) => ({ member: { user_id } });
const told = (values: readonly ChannelEvent[]) => values.map(({ event, data, userId }) => [event, data, userId]);

describe.each(['private-talk', 'private-cache-talk', 'presence-talk', 'presence-cache-talk'] as const)(
  'a client event on %s',
  (name) => {
    it('is heard by everybody else, with its sender where there are members, and is kept in no cache', async () => {
      const [ada, bob] = ['ada', 'bob'].map((id) => clients.client(apps.main, member(id)).channel(name));
      const [own, heard] = [ada!, bob!].map((channel) => clients.listen(channel));
      // Held until the channel is subscribed.
      const early = clients.listen(bob!.trigger('client-early', 1));
      await subscribed(ada!, bob!);
      const sent = clients.listen(merge(ada!.trigger('client-said', { x: [1] }), ada!.trigger('client-said', 'plain')));
      const userId = name.startsWith('presence-') ? 'ada' : undefined;
      await until(() =>
        expect(told(heard!.values)).toEqual([
          ['client-said', { x: [1] }, userId],
          ['client-said', 'plain', userId],
        ]),
      );
      expect([early.completed, sent.completed]).toEqual([true, true]);
      expect(told(own!.values).filter(([event]) => event === 'client-said')).toEqual([]);

      const late = clients.client(apps.main, member('eve')).channel(name as 'private-cache-talk');
      const greeted = clients.listen(late);
      if (name.includes('cache')) await first(late.cacheMiss$);
      else await subscribed(late);
      expect(greeted.values).toEqual([]);
    });
  },
);

describe('client events beyond what the server takes', () => {
  const burst = async (limit: number) => {
    const [sender, listener] = [1, 2].map(() => clients.client(apps.paced, { clientEvents: { limit } }));
    const [from, to] = [sender!, listener!].map((pusher) => pusher.channel('private-paced'));
    const errors = clients.listen(sender!.errors$);
    clients.listen(from!);
    const heard = clients.listen(to!.on<number>('client-n'));
    await subscribed(from!, to!);
    const numbers = Array.from({ length: 25 }, (_, n) => n);
    const sent = clients.listen(merge(...numbers.map((n) => from!.trigger('client-n', n))));
    await until(() => expect(sent.completed).toBe(true));
    return { numbers, heard, errors };
  };

  it('are held back and arrive in order; none is lost without a word', async () => {
    const { numbers, heard, errors } = await burst(10);
    // On a busy machine what leaves a second apart may arrive closer together, and be refused.
    await until(() => expect(heard.values.length + errors.values.length).toBe(numbers.length));
    expect(heard.values).toEqual(numbers.filter((n) => heard.values.includes(n)));
    expect(heard.values.length).toBeGreaterThan(10);
  });

  it('are refused by the server where the client is told not to mind', async () => {
    const { heard, errors } = await burst(100);
    await until(() => expect(errors.values.length).toBeGreaterThan(0));
    expect(errors.values[0]).toMatchObject({ _tag: 'ServerError', code: 4301 });
    await until(() => expect(heard.values.length + errors.values.length).toBe(25));
    expect(heard.values).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

describe('an application without client events', () => {
  it('says so', async () => {
    const pusher = clients.client(apps.silent);
    const errors = clients.listen(pusher.errors$);
    const channel = pusher.channel('private-silent');
    clients.listen(channel);
    await first(channel.trigger('client-said', 1)).catch(() => undefined);
    await until(() => expect(errors.values).toMatchObject([{ _tag: 'ServerError', code: 4301 }]));
  });
});
