import { fakePusher } from '../../lib/testing/index.js';
import { virtually } from './support/virtually.js';

describe('a test that would never end', () => {
  it('fails, and says what to do', () => {
    expect(() =>
      virtually((helpers) => {
        const { pusher } = fakePusher(helpers);
        helpers.expectObservable(pusher.channel('prices')).toBe('');
      }),
    ).toThrow(/still at work after 3600000 ms of virtual time.*'\^ 10s !'/);
  });

  it('fails too where there is no connection but attempts at it', () => {
    expect(() =>
      virtually((helpers) => {
        const { pusher, server } = fakePusher(helpers, { timeLimit: 10_000 });
        server.network('r');
        helpers.expectObservable(pusher.channel('prices')).toBe('');
      }),
    ).toThrow('still at work after 10000 ms');
  });

  it('is not one whose client is at rest', () => {
    virtually((helpers) => {
      const { pusher, server } = fakePusher(helpers, { timeLimit: 1_000 });
      server.events('prices', '3s a');
      helpers.expectObservable(pusher.channel('prices'), '^-!').toBe('');
    });
  });
});
