import { expectTypeOf } from 'expect-type';
import type StockPusher from 'pusher-js';
import type * as Stock from 'pusher-js';
import type * as Entry from '../../lib/pusher-js/index.js';
import Pusher from '../../lib/pusher-js/index.js';
import WithEncryption from '../../lib/pusher-js/with-encryption/index.js';

// Judged by the compiler (npm run typecheck). What has to be seen in an expression is in functions that nobody calls.

/** What Laravel Echo 2.5 says of its options where no pusher-js is installed: the class, or a client. */
interface EchoOptions<P extends new (key: string, options: never) => unknown> {
  broadcaster: 'pusher' | 'reverb';
  key?: string | null;
  Pusher?: P;
  client?: InstanceType<P>;
}
type Echo = <P extends new (key: string, options: never) => unknown>(options: EchoOptions<P>) => P;

/** What programs use of pusher-js; the rest is for internal use, and in the table of docs/pusher-js.md. */
type Used<P> = Pick<
  P,
  keyof P &
    ('key' | 'channel' | 'allChannels' | 'connect' | 'disconnect' | 'subscribeAll' | 'unsubscribe' | 'send_event') &
    keyof StockPusher
>;

describe('the class of the entry', () => {
  it('is what Laravel Echo takes, as a class, as a client, and as a global', () => {
    const program = (window: { Pusher?: typeof Pusher }, echo: Echo) => {
      window.Pusher = Pusher;
      window.Pusher = WithEncryption;
      echo({ broadcaster: 'reverb', key: 'k', Pusher });
      return echo({ broadcaster: 'pusher', Pusher, client: new WithEncryption('k', { cluster: '' }) });
    };
    expectTypeOf(program).toBeFunction();
  });

  it('takes every option of pusher-js as its own', () => {
    // The deprecated authorizer is given a channel of the entry's.
    expectTypeOf<Omit<Stock.Options, 'authorizer'>>().toExtend<Entry.Options>();
    expectTypeOf<keyof Stock.Options>().toExtend<keyof Entry.Options>();
    expectTypeOf<ConstructorParameters<typeof Pusher>>().toEqualTypeOf<[key: string, options: Entry.Options]>();
  });

  it('takes ports as environments give them, and null for what is not given', () => {
    const options: Entry.Options = { cluster: '', wsPort: '8080', wssPort: undefined, auth: null };
    expectTypeOf(options).toExtend<Entry.Options>();
    // @ts-expect-error -- a host is a text
    const wrong: Entry.Options = { wsHost: 1 };
    expectTypeOf(wrong).toExtend<Entry.Options>();
  });

  it('has the names of the types of pusher-js', () => {
    expectTypeOf<Entry.Channel['subscribed']>().toEqualTypeOf<Stock.Channel['subscribed']>();
    expectTypeOf<Entry.PresenceChannel>().toExtend<Entry.Channel>();
    expectTypeOf<Entry.Members['count']>().toEqualTypeOf<Stock.Members['count']>();
    expectTypeOf<Entry.ConnectionManager['state']>().toExtend<Stock.ConnectionManager['state']>();
    expectTypeOf<Entry.Runtime>().toHaveProperty('createXHR');
    expectTypeOf<Stock.ChannelAuthorizationHandler>().toExtend<Entry.ChannelAuthorizationHandler>();
    expectTypeOf<Stock.UserAuthenticationHandler>().toExtend<Entry.UserAuthenticationHandler>();
    expectTypeOf<Entry.AuthOptions>().toEqualTypeOf<Entry.DeprecatedAuthOptions>();
    expectTypeOf<Entry.AuthorizerGenerator>().toEqualTypeOf<Entry.ChannelAuthorizerGenerator>();
    expectTypeOf<Entry.AuthorizerCallback>().toEqualTypeOf<Entry.ChannelAuthorizationCallback>();
    expectTypeOf<Entry.Authorizer>().toHaveProperty('authorize');
    expectTypeOf<Used<Pusher>['unsubscribe']>().toEqualTypeOf<Used<StockPusher>['unsubscribe']>();
  });

  it('lets a program that compiles with pusher-js compile', () => {
    const program = (pusher: Pusher, room: Entry.PresenceChannel) => {
      pusher.connection.bind('state_change', ({ current }: { previous: string; current: string }) => current);
      const state: string = pusher.connection.state;
      pusher
        .channel('a')
        .bind('e', (data: { x: number }) => data.x.toFixed())
        .unbind_all();
      pusher
        .subscribe('a')
        .bind('e', () => undefined)
        .trigger('client-e', { state });
      room.members.each((member: { id: string; info: unknown }) => member.id);
      pusher.user.bind('note', () => undefined).unbind('note');
      Pusher.Runtime.createXHR = () => Object.assign(new XMLHttpRequest(), { withCredentials: true });
      Pusher.log = (message) => message.length;
      Pusher.instances = Pusher.instances.filter((one) => one !== pusher);
    };
    expectTypeOf(program).toBeFunction();
  });
});
