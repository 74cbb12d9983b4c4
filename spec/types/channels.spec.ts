import { expectTypeOf } from 'expect-type';
import * as t from 'io-ts';
import type { Observable } from 'rxjs';
import { z } from 'zod';
import type {
  AnyChannel,
  Cached,
  Channel,
  ChannelEvent,
  ChannelFor,
  EncryptedChannel,
  Member,
  Members,
  PresenceChannel,
  PrivateChannel,
  Pusher,
} from '../../lib/index.js';
import { createPusher, isCacheName, isEncryptedName, isPresenceName, isPrivateName } from '../../lib/index.js';

// Judged by the compiler (npm run typecheck). What has to be seen in an expression is in functions that nobody calls.

interface Tick {
  readonly price: number;
}
interface Order {
  readonly id: string;
}
interface Rooms {
  prices: { tick: Tick; halt: null };
  [order: `private-order-${string}`]: { changed: Order; 'client-seen': { at: number } };
  'presence-lobby': { hello: string };
}

describe('the kind of a channel', () => {
  it('is in its name', () => {
    expectTypeOf<ChannelFor<'prices'>>().toEqualTypeOf<Channel>();
    expectTypeOf<ChannelFor<'cache-prices'>>().toEqualTypeOf<Channel & Cached>();
    expectTypeOf<ChannelFor<'private-a'>>().toEqualTypeOf<PrivateChannel>();
    expectTypeOf<ChannelFor<'private-cache-a'>>().toEqualTypeOf<PrivateChannel & Cached>();
    expectTypeOf<ChannelFor<'presence-a'>>().toEqualTypeOf<PresenceChannel>();
    expectTypeOf<ChannelFor<'presence-cache-a'>>().toEqualTypeOf<PresenceChannel & Cached>();
    expectTypeOf<ChannelFor<'private-encrypted-a'>>().toEqualTypeOf<EncryptedChannel>();
    expectTypeOf<ChannelFor<'private-encrypted-cache-a'>>().toEqualTypeOf<EncryptedChannel & Cached>();
  });

  it('is in as much of its name as is known', () => {
    const rooms = (pusher: Pusher, id: string, either: 'a' | 'presence-a', any: string) => {
      expectTypeOf(pusher.channel(`private-${id}`)).toEqualTypeOf<PrivateChannel>();
      expectTypeOf(pusher.channel(`presence-cache-${id}`)).toEqualTypeOf<PresenceChannel & Cached>();
      expectTypeOf(pusher.channel(either)).toEqualTypeOf<Channel | PresenceChannel>();
      expectTypeOf(pusher.channel(any)).toEqualTypeOf<Channel>();
    };
    expectTypeOf(rooms).toBeFunction();
  });

  it('is told by the guards where only a string is known', () => {
    const guarded = (pusher: Pusher, name: string) => {
      if (isPresenceName(name)) expectTypeOf(pusher.channel(name)).toEqualTypeOf<PresenceChannel>();
      else if (isEncryptedName(name)) expectTypeOf(pusher.channel(name)).toEqualTypeOf<EncryptedChannel>();
      else if (isPrivateName(name)) expectTypeOf(pusher.channel(name)).toEqualTypeOf<PrivateChannel>();
      else expectTypeOf(pusher.channel(name)).toEqualTypeOf<Channel>();
      if (isCacheName(name)) expectTypeOf(pusher.channel(name)).toExtend<Cached>();
    };
    expectTypeOf(guarded).toBeFunction();
  });

  it('is any where it does not matter', () => {
    expectTypeOf<ChannelFor<'prices'>>().toExtend<AnyChannel>();
    expectTypeOf<ChannelFor<'presence-a', { x: Tick }, Order>>().toExtend<AnyChannel>();
    expectTypeOf<ChannelFor<'private-encrypted-cache-a'>>().toExtend<AnyChannel>();
  });

  it('gives members, client events and misses only to those who have them', () => {
    expectTypeOf<ChannelFor<'prices'>>().not.toHaveProperty('trigger');
    expectTypeOf<ChannelFor<'private-encrypted-a'>>().not.toHaveProperty('trigger');
    expectTypeOf<ChannelFor<'private-a'>>().not.toHaveProperty('members$');
    expectTypeOf<ChannelFor<'private-a'>>().not.toHaveProperty('cacheMiss$');
    expectTypeOf<ChannelFor<'presence-a'>>().toHaveProperty('trigger');
    expectTypeOf<ChannelFor<'cache-a'>>().toHaveProperty('cacheMiss$');
  });
});

describe('the events of a channel', () => {
  it('are unknown without a map', () => {
    const channel = (pusher: Pusher) => pusher.channel('prices');
    expectTypeOf(channel).returns.toExtend<Observable<ChannelEvent>>();
    const on = (pusher: Pusher) => [pusher.channel('prices').on('tick'), pusher.on('tick')] as const;
    expectTypeOf(on).returns.toEqualTypeOf<readonly [Observable<unknown>, Observable<unknown>]>();
  });

  it('are what the caller says', () => {
    const on = (pusher: Pusher) => pusher.channel('prices').on<Tick>('tick');
    expectTypeOf(on).returns.toEqualTypeOf<Observable<Tick>>();
    const everywhere = (pusher: Pusher) => pusher.on<Tick>('tick');
    expectTypeOf(everywhere).returns.toEqualTypeOf<Observable<Tick>>();
    const user = (pusher: Pusher) => pusher.user.on<Tick>('tick');
    expectTypeOf(user).returns.toEqualTypeOf<Observable<Tick>>();
  });

  it('are what a decoder makes of them', () => {
    const schema = z.object({ price: z.string().transform(Number) });
    type Decoded = Observable<{ price: number }>;
    const decoded = (pusher: Pusher, rooms: Pusher<Rooms>) => {
      const codec = t.type({ price: t.number });
      expectTypeOf(pusher.channel('prices').on('tick', codec)).toEqualTypeOf<Decoded>();
      expectTypeOf(pusher.channel('prices').on('tick', schema)).toEqualTypeOf<Decoded>();
      expectTypeOf(pusher.on('tick', schema)).toEqualTypeOf<Decoded>();
      expectTypeOf(pusher.user.on('tick', schema)).toEqualTypeOf<Decoded>();
      expectTypeOf(rooms.channel('prices').on('tick', schema)).toEqualTypeOf<Decoded>();
    };
    expectTypeOf(decoded).toBeFunction();
  });

  it('are those of a map for the channel', () => {
    interface Events {
      tick: Tick;
      'client-x': number;
    }
    const mapped = (pusher: Pusher) => {
      const channel = pusher.channel<'private-prices', Events>('private-prices');
      expectTypeOf(channel).toEqualTypeOf<PrivateChannel<Events>>();
      expectTypeOf(channel).toExtend<Observable<ChannelEvent<Tick, 'tick'> | ChannelEvent<number, 'client-x'>>>();
      expectTypeOf(channel.on('tick')).toEqualTypeOf<Observable<Tick>>();
      // @ts-expect-error -- there is no such event
      void channel.on('tock');
      void channel.trigger('client-x', 1);
      // @ts-expect-error -- this is not its data
      void channel.trigger('client-x', 'one');
      // @ts-expect-error -- this is no event of clients
      void channel.trigger('tick', { price: 1 });
      // @ts-expect-error -- there is no such event
      void channel.trigger('client-y', 1);
    };
    expectTypeOf(mapped).toBeFunction();
  });

  it('are those of a map for the whole client, with patterns', () => {
    const channels = (pusher: Pusher<Rooms>, id: string) =>
      [
        pusher.channel('prices'),
        pusher.channel(`private-order-${id}`),
        pusher.channel('private-order-7'),
        pusher.channel('presence-lobby'),
        pusher.channel('elsewhere'),
      ] as const;
    expectTypeOf(channels).returns.toEqualTypeOf<
      readonly [
        Channel<Rooms['prices']>,
        PrivateChannel<Rooms['private-order-']>,
        PrivateChannel<Rooms['private-order-']>,
        PresenceChannel<unknown, Rooms['presence-lobby']>,
        Channel,
      ]
    >();
    const used = (pusher: Pusher<Rooms>, id: string) => {
      expectTypeOf(pusher.channel('prices').on('tick')).toEqualTypeOf<Observable<Tick>>();
      expectTypeOf(pusher.channel('prices').on('halt')).toEqualTypeOf<Observable<null>>();
      expectTypeOf(pusher.channel(`private-order-${id}`).on('changed')).toEqualTypeOf<Observable<Order>>();
      void pusher.channel(`private-order-${id}`).trigger('client-seen', { at: 1 });
      // @ts-expect-error -- there is no such event
      void pusher.channel('prices').on('changed');
      // @ts-expect-error -- this is not its data
      void pusher.channel('private-order-7').trigger('client-seen', {});
      pusher.channel('prices').subscribe((event) => {
        if (event.event === 'tick') expectTypeOf(event.data).toEqualTypeOf<Tick>();
        else expectTypeOf(event.data).toEqualTypeOf<null>();
      });
    };
    expectTypeOf(used).toBeFunction();
  });
});

describe('client events', () => {
  it('are for private and presence channels, by names that begin client-', () => {
    const triggers = (pusher: Pusher) => {
      expectTypeOf(pusher.channel('private-a').trigger('client-x', {})).toEqualTypeOf<Observable<void>>();
      void pusher.channel('presence-a').trigger('client-x', null);
      // @ts-expect-error -- the prefix is missing
      void pusher.channel('private-a').trigger('x', {});
    };
    expectTypeOf(triggers).toBeFunction();
  });
});

describe('members', () => {
  it('have the info the caller says', () => {
    interface Info {
      readonly name: string;
    }
    const lobby = (pusher: Pusher) => {
      const channel = pusher.channel<'presence-lobby', { hello: string }, Info>('presence-lobby');
      expectTypeOf(channel.members$).toEqualTypeOf<Observable<Members<Info>>>();
      expectTypeOf(channel.joined$).toEqualTypeOf<Observable<Member<Info>>>();
      expectTypeOf(channel.left$).toEqualTypeOf<Observable<Member<Info>>>();
    };
    expectTypeOf(lobby).toBeFunction();
    expectTypeOf<Members<Info>>().toExtend<Iterable<Member<Info>>>();
    expectTypeOf<Members<Info>['me']['id']>().toEqualTypeOf<string>();
  });

  it('cannot be changed', () => {
    const change = (members: Members) => {
      // @ts-expect-error -- it is read-only
      members.count = 1;
    };
    expectTypeOf(change).toBeFunction();
  });
});

it('what is not known of a name at compile time is refused at run time', () => {
  const id = 'encrypted-7';
  expect(() => createPusher('key', { cluster: 'eu' }).channel(`private-${id}`)).toThrow(/encryption/);
});
