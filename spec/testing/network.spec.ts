import type { RunHelpers } from 'rxjs/testing';
import { map } from 'rxjs';
import { fakePusher } from '../../lib/testing/index.js';
import type { FakePusherOptions, NetworkAct } from '../../lib/testing/index.js';
import { virtually } from './support/virtually.js';

/** A client whose network is scripted; what is compared are its states, with the cause of those that have one. */
const states = (helpers: RunHelpers, marbles: string, act?: NetworkAct, options?: FakePusherOptions) => {
  const { pusher, server } = fakePusher(helpers, options);
  server.network(marbles, act === undefined ? {} : { a: act });
  helpers.expectObservable(pusher.channel('prices'), '^ 5s !');
  return helpers.expectObservable(
    pusher.state$.pipe(map((state) => ('cause' in state ? state.cause.message : state.status))),
    '^ 5s !',
  );
};
const values = { c: 'connecting', u: 'connected', l: 'socket closed with 1006', s: 'socket closed with 4200' };

describe('server.network', () => {
  it('drops the sockets with x; the client is back after its shortest delay', () => {
    virtually((helpers) => states(helpers, '9ms x').toBe('(cu) 5ms l 999ms (cu)', values));
  });

  it('closes them with a number', () => {
    virtually((helpers) => states(helpers, '9ms a', 4200).toBe('(cu) 5ms (scu)', values));
    virtually((helpers) =>
      states(helpers, '9ms a', 4001).toBe('(cu) 5ms f', { ...values, f: 'socket closed with 4001' }),
    );
  });

  it('refuses new sockets with r, until o', () => {
    virtually((helpers) => states(helpers, '9ms (xr) 1100ms o').toBe('(cu) 5ms l 999ms (cl) 996ms (cu)', values));
  });

  it('hangs before the socket opens with h, before the handshake with m', () => {
    const options = { connectTimeout: 500 };
    const named = (step: string) => ({ ...values, t: `no ${step} within 500 ms` });
    virtually((helpers) => states(helpers, 'h-o', undefined, options).toBe('c 499ms t 999ms (cu)', named('open')));
    virtually((helpers) => states(helpers, 'm-o', undefined, options).toBe('c 499ms t 999ms (cu)', named('handshake')));
  });

  it('swallows everything with z, and nobody is told', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers);
      server.network('-z---o');
      server.events('prices', '--a---b', { a: ['tick', 'lost'], b: ['tick', 'b'] });
      helpers.expectObservable(pusher.channel('prices').on('tick'), '^ 99ms !').toBe('------b');
      helpers.expectSubscriptions(server.subscriptions('others')).toBe([]);
      helpers.expectObservable(pusher.channel('others'), '--^-!').toBe('');
      helpers.expectObservable(pusher.state$.pipe(map(({ status }) => status[0])), '^ 9ms !').toBe('(cc)');
    });
  });

  it('has another latency from some time on', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers);
      server.network('-a', { a: { latency: { down: 7 } } });
      server.events('prices', 'abc');
      helpers.expectObservable(pusher.channel('prices').pipe(map(({ event }) => event)), '^ 99ms !').toBe('--------bc');
    });
  });

  it('says what the server does not', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers);
      server.network('-ab', { a: { text: 'garbage' }, b: { text: '{"event":"pusher:error","data":{"code":4301}}' } });
      helpers.expectObservable(pusher.channel('prices'), '^ 99ms !').toBe('');
      const messages = { a: 'malformed frame "garbage": not JSON', b: 'server error 4301: ""' };
      helpers.expectObservable(pusher.errors$.pipe(map(({ message }) => message)), '^ 99ms !').toBe('-ab', messages);
    });
  });

  it('fails a test that uses a letter it does not know', () => {
    expect(() => virtually((helpers) => states(helpers, '-y').toBe('(cu)', values))).toThrow('nothing is said of "y"');
  });
});
