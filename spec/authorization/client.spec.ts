import { NEVER } from 'rxjs';
import { createPusher, OptionError } from '../../lib/index.js';
import type { PusherOptions } from '../../lib/index.js';
import { clientOf, FakeServer } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';

const hangs = () => NEVER;

describe('the option `authorizationTimeout`', () => {
  it.each<readonly [string, Partial<PusherOptions>, number]>([
    ['15,000 ms where it is left out', {}, 15_000],
    ['as long as it says', { authorizationTimeout: 400 }, 400],
    ['longer than that, if it says so', { authorizationTimeout: 60_000 }, 60_000],
    [
      'as long as it says for some channels',
      { authorizationTimeout: 400, channelAuthorization: { channels: { 'private-*': hangs } } },
      400,
    ],
    ['as long as it says for an endpoint', { authorizationTimeout: 400, channelAuthorization: { fetch: hangs } }, 400],
    [
      'as long as it says for a batch',
      { authorizationTimeout: 400, channelAuthorization: { fetch: hangs, batch: true } },
      400,
    ],
  ])('is the time of an authorizer: %s', (_, options, ms) => {
    inTime(({ pass, timers }) => {
      const functions = { channelAuthorization: hangs, userAuthentication: hangs };
      const pusher = clientOf(new FakeServer(), { ...functions, ...options });
      const heard = [listen(pusher.channel('private-a')), listen(pusher.user)];
      const late = () => heard.map(({ error }) => (error as { _tag?: string } | undefined)?._tag);
      // The connection is made meanwhile.
      pass(ms);
      expect(late()).toEqual([undefined, undefined]);
      pass(20);
      expect(late()).toEqual(['AuthorizationTimeout', 'AuthorizationTimeout']);
      pass(60_000);
      expect(timers()).toBe(0);
    });
  });

  it.each([0, -1, NaN, Infinity, '15000', null, 2 ** 31])('is refused by name where it is no time: %p', (value) => {
    const create = () => createPusher('key', { cluster: 'eu', authorizationTimeout: value as number });
    expect(create).toThrow(OptionError);
    expect(create).toThrow('option authorizationTimeout: not a number of ms above 0');
  });
});
