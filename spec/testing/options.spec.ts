import { OptionError } from '../../lib/errors.js';
import { fakePusher } from '../../lib/testing/index.js';
import type { FakePusherOptions } from '../../lib/testing/index.js';
import { virtually } from './support/virtually.js';

const wrong = (...values: readonly unknown[]) => values;

describe('the options of a fake', () => {
  it.each(
    Object.entries({
      user: wrong('ada', null, 7),
      'user.id': wrong({}, { id: 7 }, { id: '' }, { user_info: {} }),
      'user.watchlist': wrong({ id: 'ada', watchlist: 'eve' }, { id: 'ada', watchlist: [7] }),
      'user.name': wrong({ id: 'ada', name: 'Ada' }),
      latency: wrong(5, '5ms', null),
      'latency.up': wrong({ up: '5' }, { up: -1 }, { up: NaN }),
      'latency.dwn': wrong({ dwn: 5 }),
      app: wrong('app-key', null),
      'app.activityTimeout': wrong({ activityTimeout: '5' }, { activityTimeout: 0 }),
      'app.clientEvents': wrong({ clientEvents: true }),
      'app.key': wrong({ key: 'other' }),
      'app.webhooks[0].url': wrong({ webhooks: [{}] }, { webhooks: [{ url: 'ftp://x' }] }),
      timeLimit: wrong('1h', -1, null),
      linger: wrong('5', -1),
      'reconnect.maxRetries': wrong({ maxRetries: 5 }),
    }).flatMap(([option, values]) => values.map((value) => [option, value] as const)),
  )('are refused by their path: %s, %j', (option, value) => {
    const [outer = ''] = option.split('.');
    virtually((helpers) => {
      for (const fake of [
        () => fakePusher({ [outer]: value } as FakePusherOptions),
        () => fakePusher(helpers, { [outer]: value } as FakePusherOptions),
      ]) {
        expect(fake).toThrow(OptionError);
        expect(fake).toThrow(`option ${option}: `);
      }
    });
  });

  it.each([
    ['latancy', 'no such option; did you mean latency?'],
    ['timelimit', 'no such option; did you mean timeLimit?'],
    ['clustr', 'no such option; did you mean cluster?'],
    ['useTLS', 'use forceTLS'],
  ])('say what to write instead of %s', (option, reason) => {
    expect(() => fakePusher({ [option]: 5 } as FakePusherOptions)).toThrow(new OptionError(option, reason));
  });

  it.each([null, 'app-key', 7])('are an object, not %p', (options) => {
    expect(() => fakePusher(options as never)).toThrow('option options: not an object');
  });

  it('may each be left out, or undefined', () => {
    const options = { user: undefined, latency: undefined, app: undefined, timeLimit: undefined, linger: undefined };
    expect(() => fakePusher(options as unknown as FakePusherOptions)).not.toThrow();
    expect(() => fakePusher({ timeLimit: Infinity })).not.toThrow();
  });
});
